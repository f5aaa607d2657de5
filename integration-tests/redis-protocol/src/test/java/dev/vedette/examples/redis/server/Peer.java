package dev.vedette.examples.redis.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that sends any bytes, even if they violate the protocol. */
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

    /** Sends bytes in a background thread. Errors are ignored. */
    Peer sendInBackground(byte[] bytes, int times) {
        Thread sender = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < times; i++) {
                            send(bytes);
                        }
                    } catch (IOException e) {
                        // the server has closed the connection, or the test is over
                    }
                },
                "test-sender");
        sender.setDaemon(true);
        sender.start();
        return this;
    }

    /** Waits for {@code length} bytes, or fewer if the server closes the connection. */
    String receive(int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
    }

    /** Sends requests, and waits for as many bytes as the expected replies have. */
    String exchange(String requests, String expectedReplies) throws IOException {
        return send(requests).receive(expectedReplies.length());
    }

    String ping() throws IOException {
        return exchange("PING\r\n", "+PONG\r\n");
    }

    /** Waits until the server closes or resets the connection. Returns false if it sends more bytes instead. */
    boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true; // reset, because the server has not read all bytes
        }
    }

    void endRequests() throws IOException {
        socket.shutdownOutput();
    }

    /** Resets the connection. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
