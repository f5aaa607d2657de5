/** The Redis protocol, in one piece of code, in several servers, under Redis' own benchmark. */
package dev.vedette.benchmarks.redis;
