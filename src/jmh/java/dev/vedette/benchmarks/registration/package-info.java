/** What it costs to begin and to end watching a channel. */
package dev.vedette.benchmarks.registration;
