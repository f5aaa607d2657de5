/** A web application with an event loop of its own. */
package dev.vedette.examples.glassfish;
