/**
 * The Redis protocol (RESP2) and a handful of its commands, free of I/O.
 *
 * <p>A {@link dev.vedette.examples.redis.protocol.Session} turns request bytes into reply bytes, from one
 * {@link java.nio.ByteBuffer} into another, in the manner of {@code javax.net.ssl.SSLEngine}. It neither reads nor
 * writes, waits for nothing and knows no thread, so that one and the same code serves an event loop with ten thousand
 * connections and a thread that blocks on one. Whoever owns the socket has nothing to do but move bytes.
 */
package dev.vedette.examples.redis.protocol;
