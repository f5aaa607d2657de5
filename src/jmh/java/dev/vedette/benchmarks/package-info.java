/**
 * Benchmarks. Every figure is compared with a figure of the same run, measured over channels that are opened in the
 * same way: of the JDK's Selector, Netty, the bare system call or a program in C.
 */
package dev.vedette.benchmarks;
