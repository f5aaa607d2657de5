/** A program that provides the meters of its loops to Prometheus. */
package dev.vedette.examples.prometheus;
