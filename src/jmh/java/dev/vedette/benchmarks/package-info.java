/**
 * Benchmarks. Every figure is a ratio to something else that is measured in the same run, over channels that are made
 * in the same way: to the JDK's Selector, to Netty, to the bare system call, to C.
 */
package dev.vedette.benchmarks;
