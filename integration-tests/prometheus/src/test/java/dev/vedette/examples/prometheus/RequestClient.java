package dev.vedette.examples.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection to a loop of {@link StallingServer}. */
final class RequestClient implements Closeable {
    /** So much later a client without a response fails. */
    private static final int LIMIT_MS = 300_000;

    private final Socket socket;

    RequestClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MS);
    }

    void send(byte request) throws IOException {
        socket.getOutputStream().write(request);
    }

    void awaitResponse(byte request) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(request);
    }

    /** Sends a request, and waits until it has been handled. */
    void ask(byte request) throws IOException {
        send(request);
        awaitResponse(request);
    }

    /** Starts a thread that sends short requests until the server has exited. */
    static void startWorking(int port) {
        Thread thread = new Thread(() -> work(port), "worker of " + port);
        thread.setDaemon(true);
        thread.start();
    }

    private static void work(int port) {
        try (RequestClient client = new RequestClient(port)) {
            while (true) {
                client.ask(StallingServer.WORK);
                Thread.sleep(50);
            }
        } catch (IOException | AssertionError e) {
            // the server has exited
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
