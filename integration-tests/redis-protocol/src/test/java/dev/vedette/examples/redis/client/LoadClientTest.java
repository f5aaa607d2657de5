package dev.vedette.examples.redis.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class LoadClientTest {
    @Test
    void aWrongReplyIsReported() throws Exception {
        assertThatThrownBy(() -> runAgainst("+OK\r\n+PANG\r\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Wrong reply at byte 2");
    }

    @Test
    void aTruncatedReplyIsReported() throws Exception {
        assertThatThrownBy(() -> runAgainst("+OK\r\n+PO"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Wrong reply at byte 3: received 3 bytes, expected 7");
    }

    private static void runAgainst(String replies) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> replyAndClose(listener, replies));
            server.start();
            InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
            new LoadClient(address, 1, 1).run(Workload.PING, Duration.ofMinutes(1));
        }
    }

    private static void replyAndClose(ServerSocket listener, String replies) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream().write(replies.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the client has closed the connection
        }
    }
}
