package dev.vedette.benchmarks.registration;

import dev.vedette.benchmarks.AverageNs;
import dev.vedette.benchmarks.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The life of an idle connection: connect, accept, register, poll, close on both sides. */
@State(Scope.Thread)
public class AcceptBenchmark extends AverageNs {
    @Param({"FLOOR", "VEDETTE_EPOLL", "VEDETTE_NIO", "SELECTOR"})
    public Peer peer;

    private ServerSocketChannel listener;
    private Registrar registrar;

    @Setup
    public void open() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        registrar = Registrar.open(peer);
    }

    @TearDown
    public void close() throws IOException {
        registrar.close();
        listener.close();
    }

    @Benchmark
    public int acceptRegisterClose() throws IOException {
        try (SocketChannel client = SocketChannel.open(listener.getLocalAddress())) {
            client.setOption(StandardSocketOptions.SO_LINGER, 0); // closing by a reset leaves no port in TIME_WAIT
            SocketChannel accepted = listener.accept();
            accepted.configureBlocking(false);
            registrar.register(accepted);
            int events = registrar.poll();
            registrar.closeChannel();
            return events;
        }
    }
}
