package dev.vedette.benchmarks.wake;

import dev.vedette.benchmarks.AverageNs;
import dev.vedette.benchmarks.Peer;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a wake costs that finds nobody asleep. */
@State(Scope.Thread)
public class WakeBenchmark extends AverageNs {
    /** Who is woken. */
    @Param({"VEDETTE_EPOLL", "VEDETTE_NIO", "SELECTOR"})
    public Peer peer;

    private Sleeper sleeper;

    /** Opens it. */
    @Setup
    public void open() throws IOException {
        sleeper = Sleeper.open(peer);
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
        sleeper.close();
    }

    /** No poll has taken the wake before. */
    @Benchmark
    public void wakeAgain() {
        sleeper.wake();
    }

    @Benchmark
    public int wakeAndPoll() throws IOException {
        sleeper.wake();
        return sleeper.poll();
    }

    @Benchmark
    public int pollAlone() throws IOException {
        return sleeper.poll();
    }
}
