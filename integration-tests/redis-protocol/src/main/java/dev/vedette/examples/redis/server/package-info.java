/**
 * Two servers around one {@link dev.vedette.examples.redis.protocol.Session}: an event loop on Vedette and a thread for
 * every connection. They differ in who waits, and in nothing that a client could see.
 */
package dev.vedette.examples.redis.server;
