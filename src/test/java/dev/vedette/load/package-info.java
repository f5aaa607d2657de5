/**
 * Tests with many channels or over a long time: what a poll costs, what a registration holds on the heap, and a soak
 * that fails if the process grows.
 *
 * <p>The tests are short by default. {@code -Dvedette.load.channels} sets the number of channels, and
 * {@code -Dvedette.soak.seconds} the length of the soak; the Maven profile {@code long} raises both.
 */
package dev.vedette.load;
