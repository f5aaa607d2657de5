/**
 * The system calls: one class per interface of the system, with its constants and structs and one method per call, and
 * no policy. {@link dev.vedette.internal.linux.Downcalls} is the only class that makes native calls possible.
 */
package dev.vedette.internal.linux;
