/** A web application that runs its own event loop. */
package dev.vedette.examples.glassfish;
