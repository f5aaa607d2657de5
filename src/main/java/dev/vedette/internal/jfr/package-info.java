/**
 * The events for JDK Flight Recorder. Entered only through {@link dev.vedette.internal.jfr.Jfr}, since the module
 * {@code jdk.jfr} need not be there.
 */
package dev.vedette.internal.jfr;
