/** A poll that does not wait, over channels of which some are ready. */
package dev.vedette.benchmarks.poll;
