/** A poll that does not wait, over channels some of which are ready. */
package dev.vedette.benchmarks.poll;
