/**
 * Two servers that use the same {@link dev.vedette.examples.redis.protocol.Session}: one runs an event loop on Vedette,
 * the other a thread for every connection. They differ only in the way they wait, which clients cannot observe.
 */
package dev.vedette.examples.redis.server;
