/** Tests of the agent, with programs in JVMs of their own. */
package dev.vedette.examples.agent;
