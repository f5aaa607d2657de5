/** The cost of observing a Poll. */
package dev.vedette.benchmarks.observation;
