/** Programs that do not know Vedette, and run under its agent. */
package dev.vedette.examples.agent;
