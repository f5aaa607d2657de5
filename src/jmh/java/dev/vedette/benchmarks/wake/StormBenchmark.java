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
import org.openjdk.jmh.annotations.Threads;

/** Four threads that wake a fifth as fast as they can. */
@State(Scope.Benchmark)
@Threads(4)
public class StormBenchmark extends AverageNs {
    @Param({"VEDETTE_EPOLL", "VEDETTE_NIO", "SELECTOR"})
    public Peer peer;

    private Sleeper sleeper;
    private SleeperThread woken;

    @Setup
    public void open() throws IOException {
        sleeper = Sleeper.open(peer);
        woken = new SleeperThread(sleeper, () -> {});
    }

    @TearDown
    public void close() throws IOException {
        woken.close();
    }

    @Benchmark
    public void wakeByFourThreads() {
        sleeper.wake();
    }
}
