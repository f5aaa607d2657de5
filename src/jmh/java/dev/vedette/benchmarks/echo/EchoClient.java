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
 * Connections that each send a message, wait for all of its echo, and send the next: a closed loop, on one thread and
 * on bare system calls, so that as little as possible of what is measured is its own. It belongs to no peer.
 *
 * <p>The sockets block, but never do: they are read when there is something, and a single message always finds room.
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

    /** A server that does not give back what it was sent is no echo server. */
    private void verify(int connection) throws IOException {
        for (int i = 0; i < bytes; i++) {
            outgoing.set(ValueLayout.JAVA_BYTE, i, (byte) (connection + i + i / 251));
        }
        send(connection, 0);
        for (long got = 0; got < bytes; ) {
            got += read(connection, incoming.asSlice(got));
        }
        if (outgoing.mismatch(incoming) != -1) {
            throw new IOException("the echo is not what was sent");
        }
    }

    /** Sends and waits for so long, and returns how many echoes came in that time. */
    long run(long durationNs, Histogram latencyNs) throws IOException {
        long startNs = System.nanoTime();
        for (int i = 0; i < fds.length; i++) {
            send(i, System.nanoTime());
        }
        long echoes = 0;
        for (int underway = fds.length; underway > 0; ) {
            int count = floor.await(PATIENCE_MS);
            if (count == 0) {
                throw new IOException("the server is silent");
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
            throw new IOException("a blocking socket has written less than it was told");
        }
    }

    /** Reads what there is; whether the echo is complete. */
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
