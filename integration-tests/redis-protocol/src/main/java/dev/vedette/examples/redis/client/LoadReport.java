package dev.vedette.examples.redis.client;

/**
 * The rate at which a server has answered requests of one kind.
 *
 * @param test the kind of request
 * @param requestsPerSecond the rate of all connections together
 */
public record LoadReport(String test, double requestsPerSecond) {}
