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

/** A poll that does not wait, and a look at every event: channels of which some are ready all the time. */
@State(Scope.Thread)
public class PollBenchmark extends AverageNs {
    /** Who polls. */
    @Param({"FLOOR", "VEDETTE_EPOLL", "VEDETTE_NIO", "SELECTOR", "SELECTED_KEYS"})
    public Peer peer;

    /** How many channels are ready, of how many that are registered. */
    @Param({"1 of 1024", "64 of 1024", "1024 of 1024", "10 of 10", "10 of 1000", "10 of 20000"})
    public String ready;

    private Sockets sockets;
    private Poller poller;

    /** Makes the channels, registers them, and sees that just those are reported that are ready. */
    @Setup
    public void open() throws IOException {
        String[] counts = ready.split(" of ");
        int readyCount = Integer.parseInt(counts[0]);
        sockets = new Sockets(Integer.parseInt(counts[1]), readyCount);
        poller = Poller.open(peer, sockets.channels());
        long sum = poller.poll();
        if (sum != readyCount * (readyCount + 1L) / 2) {
            throw new IllegalStateException(peer + " has not found " + ready + " but the sum " + sum);
        }
    }

    /** Closes them. */
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
