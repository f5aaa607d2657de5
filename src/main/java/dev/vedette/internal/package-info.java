/**
 * What does not depend on the operating system, written once.
 *
 * <p>Data flows one way: the public {@code Registry} and {@code Waker} call {@link dev.vedette.internal.PollCore},
 * which calls one {@link dev.vedette.internal.PollBackend}, which calls the kernel; events come back as tokens and
 * readiness bits in a {@link dev.vedette.internal.ReadyList}. The backends are in {@code internal.nio} and
 * {@code internal.linux}, and {@code internal.choice} picks one. What is to be seen from outside goes past a
 * {@link dev.vedette.internal.PollRecorder}, which counts it and tells {@code internal.jfr}. Of the public package,
 * code in here knows the value types and exceptions only.
 */
package dev.vedette.internal;
