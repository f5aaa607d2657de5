package dev.vedette.benchmarks.registration;

import dev.vedette.benchmarks.AverageNs;
import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sockets;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Registering, changing and deregistering a channel that is writable and not readable. */
@State(Scope.Thread)
public class RegistrationBenchmark extends AverageNs {
    @Param({"FLOOR", "VEDETTE_EPOLL", "VEDETTE_NIO", "SELECTOR"})
    public Peer peer;

    private Sockets sockets;
    private SelectableChannel fresh;
    private Registrar registrar;
    private Registrar registered;
    private boolean writing;

    /** Opens one registrar without a channel and one with a channel. */
    @Setup
    public void open() throws IOException {
        sockets = new Sockets(2, 0);
        fresh = sockets.channels().get(0);
        registrar = Registrar.open(peer);
        registered = Registrar.open(peer);
        registered.register(sockets.channels().get(1));
    }

    @TearDown
    public void close() throws IOException {
        registrar.close();
        registered.close();
        sockets.close();
    }

    /** A Selector registers with the kernel at its next selection, so this registration never reaches the kernel. */
    @Benchmark
    public void registerDeregister() throws IOException {
        registrar.register(fresh);
        registrar.deregister();
    }

    /** The poll in between makes every peer register with the kernel. */
    @Benchmark
    public int registerPollDeregister() throws IOException {
        registrar.register(fresh);
        int events = registrar.poll();
        registrar.deregister();
        return events;
    }

    /** Includes a poll because a Selector tells the kernel of a change only there. */
    @Benchmark
    public int reregisterPoll() throws IOException {
        writing = !writing;
        registered.reregister(writing);
        return registered.poll();
    }
}
