package dev.vedette.examples.redis.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that does exactly as it is told, however rude. */
final class Peer implements Closeable {
    private static final int TIMEOUT_MS = 60_000;

    private final Socket socket;

    Peer(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
    }

    Peer send(String bytes) throws IOException {
        return send(bytes.getBytes(ISO_8859_1));
    }

    Peer send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends while the caller goes on; what becomes of it is nobody's concern. */
    Peer sendInBackground(byte[] bytes, int times) {
        Thread sender = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < times; i++) {
                            send(bytes);
                        }
                    } catch (IOException e) {
                        // the server has had enough, or the test is over
                    }
                },
                "test-sender");
        sender.setDaemon(true);
        sender.start();
        return this;
    }

    /** Waits for so many bytes, or fewer if the server closes the connection before. */
    String receive(int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
    }

    /** Sends requests and waits for replies as long as those expected. */
    String exchange(String requests, String expectedReplies) throws IOException {
        return send(requests).receive(expectedReplies.length());
    }

    String ping() throws IOException {
        return exchange("PING\r\n", "+PONG\r\n");
    }

    /** Waits for the server to close the connection, by whatever means. */
    boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true; // reset, since it had sent more than the server wanted to read
        }
    }

    void endRequests() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection without a farewell. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
