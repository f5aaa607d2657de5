/** Tables, bounds and plots of the results. */
package dev.vedette.benchmarks.report;
