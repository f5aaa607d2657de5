/**
 * Observes the JDK's selectors like Polls. The agent has the JDK call
 * {@link dev.vedette.internal.selector.SelectorWatch}; the rest of the library works without this package.
 */
package dev.vedette.internal.selector;
