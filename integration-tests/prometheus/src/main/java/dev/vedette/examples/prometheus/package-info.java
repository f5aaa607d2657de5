/** How a program gives the meters of its loops to Prometheus. */
package dev.vedette.examples.prometheus;
