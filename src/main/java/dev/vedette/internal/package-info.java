/**
 * The part of a Poll that does not depend on the operating system, and the interfaces to the parts that do.
 *
 * <p><b>From {@code register} to the event.</b> {@code Registry.register} passes channel, token, interest and trigger
 * to {@link dev.vedette.internal.PollCore}, which checks that the channel is open, non-blocking and able to have the
 * interest. The core passes them on to its {@link dev.vedette.internal.PollBackend}. The EPOLL backend makes flags of
 * interest and trigger and gives them to {@code epoll_ctl} with the token. Only the kernel remembers them. The NIO
 * backend registers the channel with its Selector and attaches the token to the key. A descriptor takes the same way,
 * from {@code Descriptor.register}. {@code Poll.poll} passes the {@link dev.vedette.internal.ReadyList} of its
 * {@code Events} to the core, which computes the deadline and calls {@code select} of the backend. The backend waits,
 * and adds the token and the {@link dev.vedette.internal.Readiness} bits of each ready source to the list.
 * {@code Event} reads them there.
 *
 * <p><b>From {@code wake} to the return of the poll.</b> {@code Waker.wake} puts the entry of the waker into the
 * {@link dev.vedette.internal.WakeQueue}, unless it is already there. That is all if the poll is awake. If the poll is
 * asleep, the queue tells exactly one waker to call {@code wakeup} of the backend: a write to an eventfd on EPOLL,
 * {@code Selector.wakeup} on NIO. The wait ends without an event. The core then takes the entries from the queue, adds
 * a readable event for each of them to the list, and the poll returns. Before each wait, the core marks the queue as
 * asleep. That fails if an entry is there, and the core then looks without waiting.
 *
 * <p>{@link dev.vedette.internal.PollRecorder} counts what happens and passes it on to Flight Recorder.
 * {@link dev.vedette.internal.NativeProvider} leads to the code for Java 22, and
 * {@link dev.vedette.internal.SystemCalls} to the system calls on descriptors.
 */
package dev.vedette.internal;
