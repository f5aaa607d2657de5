/**
 * A Redis server on Vedette. It is an example of protocol code that is written once, and used both by an event loop and
 * by blocking threads.
 *
 * <p>Read the code in this order: {@link dev.vedette.examples.redis.protocol.Session} is the protocol, without I/O; the
 * two servers in {@link dev.vedette.examples.redis.server} move its bytes; {@link dev.vedette.examples.redis.Demo} puts
 * one of them under load.
 */
package dev.vedette.examples.redis;
