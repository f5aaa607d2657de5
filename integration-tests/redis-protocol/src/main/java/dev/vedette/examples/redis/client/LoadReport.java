package dev.vedette.examples.redis.client;

/**
 * How many requests of one kind a server has answered in a second.
 *
 * @param test the kind of request
 * @param requestsPerSecond of all connections together
 */
public record LoadReport(String test, double requestsPerSecond) {}
