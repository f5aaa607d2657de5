/** Load generators: the example's own client, which checks every byte of the replies, and the real redis-benchmark. */
package dev.vedette.examples.redis.client;
