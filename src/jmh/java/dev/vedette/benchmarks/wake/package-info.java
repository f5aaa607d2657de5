/** What a wake costs, and how long it takes from one thread to another. */
package dev.vedette.benchmarks.wake;
