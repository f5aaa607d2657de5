/**
 * A Redis server on Vedette, as an example of protocol code that is written once and used from an event loop and from
 * blocking threads alike.
 *
 * <p>To be read in this order: {@link dev.vedette.examples.redis.protocol.Session} is the protocol, free of I/O; the
 * two servers in {@link dev.vedette.examples.redis.server} move its bytes; {@link dev.vedette.examples.redis.Demo} puts
 * one of them under load.
 */
package dev.vedette.examples.redis;
