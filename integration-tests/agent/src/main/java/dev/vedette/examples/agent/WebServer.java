package dev.vedette.examples.agent;

import java.nio.charset.StandardCharsets;

/** A server that answers {@code /data} with {@link #DATA}, and {@code /stall} too, after blocking its event loop. */
interface WebServer {
    String DATA_PATH = "/data";
    String STALL_PATH = "/stall";
    byte[] DATA = "0123456789".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

    /** Returns the port of 127.0.0.1 on which it listens. */
    int port();

    /** Ends it and its connections. */
    void stop() throws Exception;
}
