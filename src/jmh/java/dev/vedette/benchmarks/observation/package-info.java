/** What it costs a Poll to be watched. */
package dev.vedette.benchmarks.observation;
