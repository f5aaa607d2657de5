/** The Redis server as a part of an OSGi container. */
package dev.vedette.examples.karaf;
