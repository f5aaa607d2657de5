/** The same code for the Redis protocol in several servers, under Redis' own benchmark. */
package dev.vedette.benchmarks.redis;
