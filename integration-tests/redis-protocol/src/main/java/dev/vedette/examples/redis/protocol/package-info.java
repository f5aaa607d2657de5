/**
 * The Redis protocol (RESP2) and some of its commands, without I/O.
 *
 * <p>A {@link dev.vedette.examples.redis.protocol.Session} converts request bytes in one {@link java.nio.ByteBuffer} to
 * reply bytes in another, like {@code javax.net.ssl.SSLEngine}. It does no I/O, never blocks, and is not tied to a
 * thread. The same code therefore serves an event loop with ten thousand connections and a thread that blocks on one
 * connection. The owner of the socket only moves bytes.
 */
package dev.vedette.examples.redis.protocol;
