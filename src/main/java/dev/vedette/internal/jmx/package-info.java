/**
 * The MXBeans of Polls and selectors. Only the agent uses this package, because the module {@code java.management} may
 * be missing.
 */
package dev.vedette.internal.jmx;
