/** The cost of starting a JVM and waiting for a first event. */
package dev.vedette.benchmarks.start;
