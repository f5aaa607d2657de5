package dev.vedette.examples.redis.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Sends pipelined requests over many connections, with a thread for each, and compares every reply with the expected
 * one.
 *
 * @param server the address of the server
 * @param connections the number of connections to open
 * @param pipeline the number of requests to send before their replies are read. Requests and replies must fit into the
 *     socket buffers, because the client does not read while it writes
 */
public record LoadClient(InetSocketAddress server, int connections, int pipeline) {
    private static final int REPLY_TIMEOUT_MS = 30_000;

    /**
     * Puts the server under load for a while.
     *
     * @throws IOException if a connection fails, or a reply is wrong or missing
     */
    public LoadReport run(Workload workload, Duration duration) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long begin = System.nanoTime();
            long end = begin + duration.toNanos();
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                String key = "load:" + i;
                Callable<Long> conversation = () -> converse(workload, key, end);
                counts.add(threads.submit(conversation));
            }
            long requests = 0;
            for (Future<Long> count : counts) {
                requests += resultOf(count);
            }
            double seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
            return new LoadReport(workload.name(), requests / seconds);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Sends requests over one connection, and returns the number of answered requests. */
    private long converse(Workload workload, String key, long endNanos) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(REPLY_TIMEOUT_MS);
            Exchange batch = workload.exchange(key).pipelined(pipeline);
            exchange(workload.preparation(key), socket);
            long requests = 0;
            do {
                exchange(batch, socket);
                requests += pipeline;
            } while (System.nanoTime() - endNanos < 0);
            return requests;
        }
    }

    private static void exchange(Exchange exchange, Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        out.write(exchange.request());
        byte[] reply = in.readNBytes(exchange.reply().length);
        int mismatch = Arrays.mismatch(reply, exchange.reply());
        if (mismatch >= 0) {
            throw new IOException("Wrong reply at byte " + mismatch + ": received " + reply.length + " bytes, expected "
                    + exchange.reply().length);
        }
    }

    private static long resultOf(Future<Long> count) throws IOException {
        try {
            return count.get();
        } catch (ExecutionException e) {
            throw new IOException("Load failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Load was interrupted", e);
        }
    }
}
