/**
 * The events for JDK Flight Recorder. {@link dev.vedette.internal.jfr.Jfr} is the only class that others use, because
 * the module {@code jdk.jfr} may be missing.
 */
package dev.vedette.internal.jfr;
