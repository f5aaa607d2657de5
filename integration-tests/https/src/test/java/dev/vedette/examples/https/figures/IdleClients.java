package dev.vedette.examples.https.figures;

import dev.vedette.examples.https.TlsClient;
import dev.vedette.examples.https.server.Threads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** Clients that make one request and then wait until the server closes the connection. */
final class IdleClients {
    private static final int HANDSHAKES_AT_ONCE = 20;

    private final InetSocketAddress address;
    private final Duration idle;
    private final long[] latenessNs;
    private final CountDownLatch connected;
    private final CountDownLatch closed;
    private final AtomicInteger failed = new AtomicInteger();
    private final Semaphore handshakes = new Semaphore(HANDSHAKES_AT_ONCE);

    /** Takes the time after which the server closes a connection. */
    IdleClients(InetSocketAddress address, int count, Duration idle) {
        this.address = address;
        this.idle = idle;
        latenessNs = new long[count];
        connected = new CountDownLatch(count);
        closed = new CountDownLatch(count);
    }

    /** Returns when all clients are connected. */
    void connect() throws Exception {
        SSLContext context = TlsClient.context();
        for (int i = 0; i < latenessNs.length; i++) {
            int index = i;
            handshakes.acquire();
            Threads.start("client", () -> run(context, index));
        }
        connected.await();
    }

    private void run(SSLContext context, int index) {
        TlsClient client = connected(context);
        handshakes.release();
        connected.countDown();
        long startNs = System.nanoTime();
        try (client) {
            client.tcp().setSoTimeout(0);
            client.get("/"); // the server's time starts when it has answered
            client.input().read();
        } catch (IOException e) {
            // closed without close_notify
        }
        latenessNs[index] = System.nanoTime() - startNs - idle.toNanos();
        closed.countDown();
    }

    private TlsClient connected(SSLContext context) {
        while (true) {
            try {
                return new TlsClient(address, context, parameters -> {});
            } catch (IOException e) {
                failed.incrementAndGet();
            }
        }
    }

    /**
     * Waits for all closes. Returns the time from the end of the limit to the close that a client sees, in order. It
     * contains the time of the request.
     */
    long[] latenessNs() throws InterruptedException {
        closed.await();
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " connections failed and were made again");
        }
        long[] sorted = latenessNs.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
