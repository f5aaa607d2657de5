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

/** Registering, changing and deregistering a channel that has nothing to read and can be written to. */
@State(Scope.Thread)
public class RegistrationBenchmark extends AverageNs {
    /** Who watches. */
    @Param({"FLOOR", "VEDETTE_EPOLL", "VEDETTE_NIO", "SELECTOR"})
    public Peer peer;

    private Sockets sockets;
    private SelectableChannel fresh;
    private Registrar registrar;
    private Registrar registered;
    private boolean writing;

    /** Opens one that watches nothing and one that watches a channel. */
    @Setup
    public void open() throws IOException {
        sockets = new Sockets(2, 0);
        fresh = sockets.channels().get(0);
        registrar = Registrar.open(peer);
        registered = Registrar.open(peer);
        registered.register(sockets.channels().get(1));
    }

    /** Closes them. */
    @TearDown
    public void close() throws IOException {
        registrar.close();
        registered.close();
        sockets.close();
    }

    /** A Selector, which waits for its next selection with everything, never tells the kernel of this. */
    @Benchmark
    public void registerDeregister() throws IOException {
        registrar.register(fresh);
        registrar.deregister();
    }

    /** The same with a poll in between, for which everybody has to tell the kernel. */
    @Benchmark
    public int registerPollDeregister() throws IOException {
        registrar.register(fresh);
        int events = registrar.poll();
        registrar.deregister();
        return events;
    }

    /** With a poll, because a Selector changes nothing before it. */
    @Benchmark
    public int reregisterPoll() throws IOException {
        writing = !writing;
        registered.reregister(writing);
        return registered.poll();
    }
}
