package dev.vedette.benchmarks.echo;

import dev.vedette.benchmarks.Floor;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.HdrHistogram.Histogram;

/**
 * A client in a closed loop: each connection sends a message, waits for the complete echo, and sends the next message.
 * The client runs on one thread and makes bare system calls, so that its own share of the measured time is small. It is
 * the same for all peers.
 *
 * <p>The sockets are in blocking mode, but no call blocks: a socket is read only when it is readable, and a single
 * message always fits into its send buffer.
 */
final class EchoClient implements Closeable {
    private static final int PATIENCE_MS = 10_000;

    private final int bytes;
    private final SocketChannel[] channels;
    private final int[] fds;
    private final long[] sentAtNs;
    private final long[] missing;
    private final Floor floor = new Floor(1024);
    private final MemorySegment outgoing;
    private final MemorySegment incoming;

    EchoClient(int port, int connections, int bytes) throws IOException {
        this.bytes = bytes;
        channels = new SocketChannel[connections];
        fds = new int[connections];
        sentAtNs = new long[connections];
        missing = new long[connections];
        outgoing = Arena.ofAuto().allocate(bytes);
        incoming = Arena.ofAuto().allocate(bytes);
        for (int i = 0; i < connections; i++) {
            channels[i] = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channels[i].setOption(StandardSocketOptions.TCP_NODELAY, true);
            fds[i] = Floor.descriptor(channels[i]);
            verify(i);
            floor.control(Floor.ADD, fds[i], Floor.IN, i);
        }
    }

    /** Checks that the server returns the bytes that it receives. */
    private void verify(int connection) throws IOException {
        for (int i = 0; i < bytes; i++) {
            outgoing.set(ValueLayout.JAVA_BYTE, i, (byte) (connection + i + i / 251));
        }
        send(connection, 0);
        for (long got = 0; got < bytes; ) {
            got += read(connection, incoming.asSlice(got));
        }
        if (outgoing.mismatch(incoming) != -1) {
            throw new IOException("the echo differs from the message");
        }
    }

    /** Exchanges messages for the given time and returns the number of echoes received in it. */
    long run(long durationNs, Histogram latencyNs) throws IOException {
        long startNs = System.nanoTime();
        for (int i = 0; i < fds.length; i++) {
            send(i, System.nanoTime());
        }
        long echoes = 0;
        for (int underway = fds.length; underway > 0; ) {
            int count = floor.await(PATIENCE_MS);
            if (count == 0) {
                throw new IOException("the server does not answer");
            }
            for (int i = 0; i < count; i++) {
                int connection = (int) floor.token(i);
                if (receive(connection)) {
                    long nowNs = System.nanoTime();
                    if (nowNs - startNs < durationNs) {
                        latencyNs.recordValue(nowNs - sentAtNs[connection]);
                        echoes++;
                        send(connection, nowNs);
                    } else {
                        underway--;
                    }
                }
            }
        }
        return echoes;
    }

    private void send(int connection, long nowNs) throws IOException {
        sentAtNs[connection] = nowNs;
        missing[connection] = bytes;
        if (floor.write(fds[connection], outgoing, bytes) != bytes) {
            throw new IOException("a blocking socket has written only a part of the message");
        }
    }

    /** Reads the available bytes and returns whether the echo is complete. */
    private boolean receive(int connection) throws IOException {
        missing[connection] -= read(connection, incoming);
        return missing[connection] == 0;
    }

    private long read(int connection, MemorySegment buffer) throws IOException {
        long count = floor.read(fds[connection], buffer, buffer.byteSize());
        if (count == 0) {
            throw new IOException("the server has closed the connection");
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        floor.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
