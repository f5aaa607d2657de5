/** The cost of registering and deregistering a channel. */
package dev.vedette.benchmarks.registration;
