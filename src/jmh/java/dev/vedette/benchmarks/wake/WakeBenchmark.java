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

/** The cost of a wake of a poll that is not asleep. */
@State(Scope.Thread)
public class WakeBenchmark extends AverageNs {
    @Param({"VEDETTE_EPOLL", "VEDETTE_NIO", "SELECTOR"})
    public Peer peer;

    private Sleeper sleeper;

    @Setup
    public void open() throws IOException {
        sleeper = Sleeper.open(peer);
    }

    @TearDown
    public void close() throws IOException {
        sleeper.close();
    }

    /** The previous wake has not been taken by a poll. */
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
