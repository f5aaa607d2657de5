package dev.vedette.benchmarks.wake;

import dev.vedette.benchmarks.AverageNs;
import dev.vedette.benchmarks.Peer;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The time to wake another thread and to be woken by it: two wakes of a sleeper, each from the wake to the return. */
@State(Scope.Thread)
public class RoundTripBenchmark extends AverageNs {
    private static final int COUNT = 100;

    @Param({"VEDETTE_EPOLL", "VEDETTE_EPOLL_BUSY", "VEDETTE_NIO", "SELECTOR", "NETTY_NIO", "NETTY_EPOLL"})
    public Peer peer;

    private PingPong pingPong;

    @Setup
    public void open() throws IOException {
        pingPong = PingPong.open(peer);
    }

    @TearDown
    public void close() throws IOException {
        pingPong.close();
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void roundTrip() throws IOException {
        pingPong.roundTrips(COUNT);
    }
}
