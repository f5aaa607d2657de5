/** The Redis server as a bundle in an OSGi container. */
package dev.vedette.examples.karaf;
