/** Tables, bounds and a plot of what was measured. */
package dev.vedette.benchmarks.report;
