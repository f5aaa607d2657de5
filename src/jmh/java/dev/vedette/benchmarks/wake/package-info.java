/** The cost of a wake, and the time that it takes from one thread to another. */
package dev.vedette.benchmarks.wake;
