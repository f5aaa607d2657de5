/** Load for a server: a client of our own that checks every byte of the replies, and the real redis-benchmark. */
package dev.vedette.examples.redis.client;
