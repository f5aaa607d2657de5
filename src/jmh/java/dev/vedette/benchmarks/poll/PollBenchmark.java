package dev.vedette.benchmarks.poll;

import dev.vedette.benchmarks.AverageNs;
import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sockets;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A poll that does not wait, and an iteration over its events. Some of the channels are always ready. */
@State(Scope.Thread)
public class PollBenchmark extends AverageNs {
    @Param({"FLOOR", "VEDETTE_EPOLL", "VEDETTE_NIO", "SELECTOR", "SELECTED_KEYS"})
    public Peer peer;

    /** The number of ready channels and the number of registered channels. */
    @Param({"1 of 1024", "64 of 1024", "1024 of 1024", "10 of 10", "10 of 1000", "10 of 20000"})
    public String ready;

    private Sockets sockets;
    private Poller poller;

    /** Registers the channels, and checks that a poll reports exactly the ready ones. */
    @Setup
    public void open() throws IOException {
        String[] counts = ready.split(" of ");
        int readyCount = Integer.parseInt(counts[0]);
        sockets = new Sockets(Integer.parseInt(counts[1]), readyCount);
        poller = Poller.open(peer, sockets.channels());
        long sum = poller.poll();
        if (sum != readyCount * (readyCount + 1L) / 2) {
            throw new IllegalStateException(peer + " has not reported " + ready + ", its sum is " + sum);
        }
    }

    @TearDown
    public void close() throws IOException {
        poller.close();
        sockets.close();
    }

    @Benchmark
    public long poll() throws IOException {
        return poller.poll();
    }
}
