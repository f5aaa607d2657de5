package dev.vedette;

import static java.util.Objects.requireNonNull;

import dev.vedette.internal.PollBackend;
import dev.vedette.internal.PollCore;
import dev.vedette.internal.PollRecorder;
import dev.vedette.internal.UnclosedPoll;
import dev.vedette.internal.jfr.Jfr;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches channels and reports which of them are ready.
 *
 * <pre>{@code
 * try (Poll poll = Poll.open()) {
 *     poll.registry().register(channel, 1, Interest.READABLE);
 *     Events events = Events.withCapacity(1024);
 *     while (!Thread.currentThread().isInterrupted()) {
 *         poll.poll(events);
 *         for (Event event : events) {
 *             // read until there is no more
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> only one thread at a time may poll. It need not always be the same thread. All other operations,
 * including registering, waking and closing, are safe from any thread at any time.
 *
 * <p><b>Interrupts:</b> a poll in an interrupted thread does not wait, and the thread's interrupt status stays set. A
 * loop must therefore check the interrupt status. Otherwise it spins once its thread has been interrupted.
 *
 * <p><b>Spurious events are allowed, lost ones are not.</b> An event is a hint that an operation will probably not
 * block.
 *
 * <p>A Poll owns descriptors of the operating system and must be closed. It does not own the channels. If a program
 * loses a Poll without closing it, the Poll keeps its descriptors until the garbage collector has found it to be
 * unreachable and the program then opens another Poll. Opening that Poll closes the lost one, and logs a warning about
 * the first such Poll. A {@link Registry} or a {@link Waker} does not keep its Poll reachable, but a thread that is in
 * poll does.
 *
 * <p><b>Errors:</b> a method of a Poll, its {@link Registry} or a {@link Waker} can end with an {@link Error}, for
 * example a {@link StackOverflowError}. The Poll can then be used as before, from any thread, and closed. The method
 * may have done all of its work, a part of it, or nothing. The events that a poll had found by then are in its
 * {@link Events}. A source with edge or one-shot triggering may have lost its event; {@code reregister} reports it
 * again. A wake-up may take effect only with the next wake-up.
 *
 * <p><b>Servers that run out of descriptors:</b> when the process or the system has no descriptor left, {@code accept}
 * throws an {@link IOException} ({@code EMFILE} or {@code ENFILE}, see accept(2)), and the connection stays in the
 * queue of its listener. The listener stays ready, so with {@link Trigger#LEVEL} every poll returns at once and the
 * loop spins. A server should catch the exception, and pause the listener by changing its interest to
 * {@link Interest#NONE}, for example for 100 ms. During the pause it should poll with a timeout. The first program in
 * the README does this.
 *
 * <p><b>A loop that is silent or spins:</b> {@link Registry#describe()} shows everything that the Poll watches.
 *
 * <p><b>Recordings:</b> a Poll reports these events to JDK Flight Recorder:
 *
 * <ul>
 *   <li>{@code dev.vedette.Poll}: a wait of 20 ms or more
 *   <li>{@code dev.vedette.Dispatch}: a dispatch, which lasts from the return of one poll to the start of the next, of
 *       20 ms or more
 *   <li>{@code dev.vedette.Stall}: a dispatch that has lasted a second and has not ended, with the stack of its thread
 *   <li>{@code dev.vedette.PollOpened}: the opening of a Poll
 *   <li>{@code dev.vedette.PollStatistics}: the statistics, once a second
 *   <li>{@code dev.vedette.Registration} and {@code dev.vedette.Wakeup}, if the recording enables them
 * </ul>
 *
 * <p>If a Poll is already open when a recording begins, the recording contains it from its next poll on. The event
 * types are registered while Flight Recorder runs and a Poll is open. They are unregistered when the last Poll is
 * closed, so that a bundle or application whose Polls are closed can be unloaded. Without the module {@code jdk.jfr}
 * there are no events, and everything else works in the same way. The same applies to an OSGi framework that is started
 * without {@code org.osgi.framework.bootdelegation=jdk.jfr.*}, because event classes refer to internals of that module.
 *
 * @since 0.1
 */
public final class Poll implements Closeable {
    private static final AtomicLong UNNAMED = new AtomicLong();

    private final Backend backend;
    private final PollRecorder recorder;
    private final PollCore core;
    private final Registry registry;
    private final UnclosedPoll unclosed;

    private Poll(Builder builder) throws IOException {
        UnclosedPoll.closeForgotten();
        BackendChoice choice = BackendChoice.open(builder.backend);
        backend = choice.backend().kind();
        PollCore opened = null;
        try {
            String name = builder.name != null ? builder.name : "poll-" + UNNAMED.incrementAndGet();
            recorder = new PollRecorder(name, backend.name(), choice.reason(), Jfr.observer());
            if (builder.statistics) {
                recorder.enableStatistics();
            }
            opened = new PollCore(recorder, choice.backend(), builder.busyPollNs);
            core = opened;
            registry = new Registry(core);
            recorder.opened();
            unclosed = new UnclosedPoll(this, core, recorder);
        } catch (RuntimeException | Error e) {
            release(choice.backend(), opened, e);
            throw e;
        }
    }

    /** Releases what has been opened before a failure. A second failure is added to the first. */
    private static void release(PollBackend backend, PollCore core, Throwable failure) {
        try {
            if (core == null) {
                backend.close();
            } else {
                core.close();
            }
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * {@return a new Poll with the best backend that this JVM allows}
     *
     * @throws IOException if the system refuses, for example because it is out of descriptors
     * @throws UnsupportedOperationException if the system property {@value Backend#PROPERTY} selects a backend that is
     *     not available; the message states the reason and the remedy
     * @throws IllegalArgumentException if the value of that property is not the name of a backend
     */
    public static Poll open() throws IOException {
        return builder().open();
    }

    /** {@return a new builder, which configures and opens Polls} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the registry of this Poll} This is always the same object. */
    public Registry registry() {
        return registry;
    }

    /**
     * Waits until there are events, without a time limit. In all other respects this method behaves like
     * {@link #poll(Events, long, TimeUnit)}.
     *
     * @param events receives the events; its previous contents are discarded
     * @return the number of events; 0 if the thread was interrupted and there are none
     * @throws IOException if the system fails; {@code events} contains what was found before the failure
     * @throws NullPointerException if {@code events} is null
     * @throws ClosedPollException if this Poll is closed, or if another thread closes it during the poll
     * @throws IllegalStateException if another thread is in poll; that thread is not disturbed
     */
    public int poll(Events events) throws IOException {
        return pollNs(events, PollBackend.FOREVER);
    }

    /**
     * Waits until there are events or the time is over. In all other respects this method behaves like
     * {@link #poll(Events, long, TimeUnit)}.
     *
     * @param events receives the events; its previous contents are discarded
     * @param timeout the maximum time to wait; null waits without a limit, {@link Duration#ZERO} does not wait
     * @return the number of events; 0 if there are none and the time is over or the thread was interrupted
     * @throws IOException if the system fails; {@code events} contains what was found before the failure
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws NullPointerException if {@code events} is null
     * @throws ClosedPollException if this Poll is closed, or if another thread closes it during the poll
     * @throws IllegalStateException if another thread is in poll; that thread is not disturbed
     */
    public int poll(Events events, Duration timeout) throws IOException {
        return pollNs(events, timeout == null ? PollBackend.FOREVER : toNs(timeout));
    }

    /**
     * Waits until there are events or the time is over.
     *
     * <p>This method returns when a source is ready for its registered interest, when a {@link Waker} is woken, when
     * the time is over, or when the thread is interrupted. An interrupt leaves the interrupt status of the thread set,
     * as with {@link java.nio.channels.Selector}, and there may be events nevertheless. The timeout is converted once
     * into a deadline, so registrations from other threads and signals do not extend the wait. The timeout has the
     * resolution that the system supports. It is rounded up where necessary, on the {@link Backend#NIO} backend to
     * milliseconds, and never down.
     *
     * <p><b>Portability:</b> on Linux, the {@link Backend#NIO} backend extends the wait if signals arrive at more than
     * 1 kHz, for example from a profiler. The JDK's Selector restarts its wait after each signal, and then subtracts
     * only whole milliseconds.
     *
     * <p><b>Virtual threads:</b> with Java 24 or newer, on Linux and macOS, a virtual thread that waits is parked. With
     * older versions it holds its carrier thread during the wait. On the {@link Backend#EPOLL} backend a virtual thread
     * waits by means of a {@link java.nio.channels.Selector}: its timeout is rounded up to milliseconds, the wait takes
     * a little longer, and the first such wait opens three more descriptors for the Poll. If the module {@code jdk.net}
     * is missing, or if these descriptors cannot be opened, the virtual thread holds its carrier. On the
     * {@link Backend#NIO} backend such a wait fails with an {@link IOException} if epoll descriptors are registered
     * that are nested to the maximum depth that the kernel allows, because the JDK adds one level to them. A poll that
     * does not need to wait works in the same way on virtual threads and on platform threads.
     *
     * @param events receives the events; its previous contents are discarded
     * @param timeout the maximum time to wait; 0 does not wait, {@link Long#MAX_VALUE} waits without a limit
     * @param unit the unit of {@code timeout}
     * @return the number of events; 0 if there are none and the time is over or the thread was interrupted
     * @throws IOException if the system fails; {@code events} contains what was found before the failure
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws NullPointerException if {@code events} or {@code unit} is null
     * @throws ClosedPollException if this Poll is closed, or if another thread closes it during the poll
     * @throws IllegalStateException if another thread is in poll; that thread is not disturbed
     */
    public int poll(Events events, long timeout, TimeUnit unit) throws IOException {
        if (timeout < 0) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        return pollNs(events, requireNonNull(unit, "unit").toNanos(timeout));
    }

    private int pollNs(Events events, long timeoutNs) throws IOException {
        try {
            core.poll(requireNonNull(events, "events").ready(), timeoutNs);
            return events.size();
        } finally {
            Reference.reachabilityFence(this); // the collector does not reclaim a Poll in which a thread waits
        }
    }

    private static long toNs(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        return TimeUnit.NANOSECONDS.convert(timeout); // saturates; Duration.toNanos would throw
    }

    /** {@return the backend of this Poll} */
    public Backend backend() {
        return backend;
    }

    /** {@return the name of this Poll} The builder sets it; the default has the form {@code poll-1}. */
    public String name() {
        return recorder.name();
    }

    /**
     * {@return a snapshot of the statistics of this Poll} All values are zero unless statistics are, or have been,
     * switched on. {@link Builder#statistics} switches them on from the start, and {@link #enableStatistics} does so
     * later; binding meters to the Poll calls it. They are also on while a recording has the event
     * {@code dev.vedette.PollStatistics} or {@code dev.vedette.Stall} enabled.
     *
     * <p>This method is safe from any thread and does not disturb the thread that polls. The statistics of a closed
     * Poll cover the time until it was closed.
     */
    public PollStatistics statistics() {
        return new PollStatistics(recorder.read(), recorder.keepsStatistics());
    }

    /**
     * Switches {@linkplain #statistics() statistics} on, permanently. Counting begins with the next poll. Each poll
     * then reads the clock twice, and the Poll uses about 30 KB more memory. Does nothing if statistics are already on
     * or if this Poll is closed.
     *
     * <p>This method is safe from any thread, even while another thread is in poll.
     */
    public void enableStatistics() {
        recorder.enableStatistics();
    }

    /** {@return whether this Poll is open} */
    public boolean isOpen() {
        return core.isOpen();
    }

    /**
     * Closes this Poll and releases its descriptors.
     *
     * <p>This method is safe from any thread. A thread that waits in poll wakes up and gets a
     * {@link ClosedPollException}. This method blocks until no thread is inside this Poll and its descriptors are
     * released. Registered channels stay open and are no longer registered. Does nothing if this Poll is already
     * closed.
     *
     * @throws IOException if the system reports an error on closing, for example because other code has closed a
     *     descriptor of this Poll; this Poll is closed nevertheless, and everything else that it owned is released
     */
    @Override
    public void close() throws IOException {
        unclosed.closed();
        core.close();
    }

    /** {@return a string with the name, the backend, and the reason for the choice of the backend} */
    @Override
    public String toString() {
        return "Poll[name=" + name() + ", backend=" + backend() + " (" + recorder.reason() + ")"
                + (isOpen() ? "" : ", closed") + "]";
    }

    /**
     * Builds a {@link Poll}. A builder can open several Polls. It is not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private String name;
        private Backend backend;
        private long busyPollNs;
        private boolean statistics;

        private Builder() {}

        /**
         * Sets the name of the Poll, which appears in recordings, meters and messages.
         *
         * @param name the name; it need not be unique
         * @return this builder
         * @throws NullPointerException if {@code name} is null
         */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /**
         * Selects the backend. Overrides the system property {@value Backend#PROPERTY}.
         *
         * @param backend the backend
         * @return this builder
         * @throws NullPointerException if {@code backend} is null
         */
        public Builder backend(Backend backend) {
            this.backend = requireNonNull(backend, "backend");
            return this;
        }

        /**
         * Sets the time for which a poll that may wait looks for events before it sleeps. This occupies a processor,
         * but saves the time that the system needs to put a thread to sleep and to wake it. The default is zero.
         *
         * @param duration the time; {@link Duration#ZERO} switches busy polling off
         * @return this builder
         * @throws NullPointerException if {@code duration} is null
         * @throws IllegalArgumentException if {@code duration} is negative
         */
        public Builder busyPoll(Duration duration) {
            if (requireNonNull(duration, "duration").isNegative()) {
                throw new IllegalArgumentException("duration must not be negative: " + duration);
            }
            this.busyPollNs = TimeUnit.NANOSECONDS.convert(duration);
            return this;
        }

        /**
         * Sets whether the Poll keeps {@link Poll#statistics() statistics} from the start. Each poll then reads the
         * clock twice, and the Poll uses about 30 KB more memory. The default is false; {@link Poll#enableStatistics}
         * switches statistics on later.
         *
         * @param statistics whether to keep statistics
         * @return this builder
         */
        public Builder statistics(boolean statistics) {
            this.statistics = statistics;
            return this;
        }

        /**
         * {@return a new Poll with the settings of this builder}
         *
         * @throws IOException if the system refuses, for example because it is out of descriptors
         * @throws UnsupportedOperationException if the selected backend is not available; the message states the reason
         *     and the remedy
         * @throws IllegalArgumentException if this builder does not select a backend, and the value of the system
         *     property {@value Backend#PROPERTY} is not the name of one
         */
        public Poll open() throws IOException {
            return new Poll(this);
        }
    }
}
