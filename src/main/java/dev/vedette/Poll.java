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
 * Watches channels and tells which are ready.
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
 * <p><b>Threads:</b> one thread at a time polls; it need not be always the same. Everything else, registering, waking
 * and closing included, is safe from any thread at any time.
 *
 * <p><b>Interrupts:</b> an interrupted thread does not wait in poll, and its interrupt status stays set. So a loop
 * looks at the interrupt status; otherwise it spins once its thread is interrupted.
 *
 * <p><b>Spurious events are allowed, lost ones are not.</b> An event is a hint that an operation will probably not
 * block.
 *
 * <p>A Poll owns descriptors of the system and must be closed. The channels stay the program's. A Poll that the program
 * has lost without closing it keeps its descriptors until the program opens another Poll after the collector has found
 * the lost one. Opening closes it then, and logs a warning about the first such Poll. A {@link Registry} or a
 * {@link Waker} does not keep its Poll from being lost, but a thread that is in poll does.
 *
 * <p><b>Servers that run out of descriptors:</b> when a process or the system has no descriptor left, {@code accept}
 * throws an {@link IOException} ({@code EMFILE} or {@code ENFILE}, see accept(2)), and the connection stays in the
 * queue of its listener. The listener stays ready, so that with {@link Trigger#LEVEL} every poll returns at once and
 * the loop spins. So a server catches the exception,
 * {@linkplain Registry#deregister(java.nio.channels.SelectableChannel) deregisters} the listener, and registers it
 * again after a while, such as 100 ms. Until then it polls with a timeout. The first program of the README does this.
 *
 * <p><b>Recordings:</b> JDK Flight Recorder gets the events {@code dev.vedette.Poll} (a wait) and
 * {@code dev.vedette.Dispatch} (from a poll's return to the start of the next; both if they take 20 ms or more),
 * {@code dev.vedette.Stall} (a dispatch that has lasted a second and has not ended, with the stack of its thread),
 * {@code dev.vedette.PollOpened}, once a second {@code dev.vedette.PollStatistics}, and, if a recording asks for them,
 * {@code dev.vedette.Registration} and {@code dev.vedette.Wakeup}. A Poll that is open already when a recording begins
 * is in it from its next poll on. The event types are registered while Flight Recorder runs and a Poll is open, and
 * unregistered when the last Poll is closed, so that a bundle or application whose Polls are closed can be unloaded.
 * Without the module {@code jdk.jfr} there are no events and all else is the same; likewise in an OSGi framework,
 * unless it is started with {@code org.osgi.framework.bootdelegation=jdk.jfr.*}, since events refer to internals of
 * that module.
 */
public final class Poll implements Closeable {
    private static final AtomicLong UNNAMED = new AtomicLong();

    private final PollRecorder recorder;
    private final PollCore core;
    private final Registry registry;
    private final UnclosedPoll unclosed;

    private Poll(Builder builder) throws IOException {
        UnclosedPoll.closeForgotten();
        BackendChoice choice = BackendChoice.open(builder.backend);
        PollCore opened = null;
        try {
            String name = builder.name != null ? builder.name : "poll-" + UNNAMED.incrementAndGet();
            recorder = new PollRecorder(name, choice.backend().kind(), choice.reason(), Jfr.observer());
            if (builder.statistics) {
                recorder.enableStatistics();
            }
            opened = new PollCore(recorder, choice.backend(), builder.busyPollNs);
            core = opened;
            registry = new Registry(core);
            recorder.opened();
            unclosed = new UnclosedPoll(this, core, name);
        } catch (RuntimeException | Error e) {
            release(choice.backend(), opened, e);
            throw e;
        }
    }

    /** Releases what was opened before a failure, to which a second one is added. */
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
     * {@return a new Poll on the best backend that this JVM allows}
     *
     * @throws IOException if the system refuses, for want of descriptors for instance
     * @throws UnsupportedOperationException if the system property {@value Backend#PROPERTY} asks for a backend that
     *     cannot be had; the message says why and what to do
     * @throws IllegalArgumentException if that property names no backend
     */
    public static Poll open() throws IOException {
        return builder().open();
    }

    /** {@return a builder with which to say more about a Poll} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return what says which sources to watch} Always the same. */
    public Registry registry() {
        return registry;
    }

    /**
     * Waits until something happens, without a limit. Otherwise as {@link #poll(Events, long, TimeUnit)}.
     *
     * @param events filled with what is ready; what was in it is forgotten
     * @return how many events there are; 0 if the thread was interrupted
     * @throws IOException if the system fails; what was found before that is in {@code events}
     * @throws NullPointerException if {@code events} is null
     * @throws ClosedPollException if the Poll is closed, or is closed by another thread meanwhile
     * @throws IllegalStateException if another thread is in poll; that one goes on undisturbed
     */
    public int poll(Events events) throws IOException {
        return pollNs(events, PollBackend.FOREVER);
    }

    /**
     * Waits until something happens or the time is over. Otherwise as {@link #poll(Events, long, TimeUnit)}.
     *
     * @param events filled with what is ready; what was in it is forgotten
     * @param timeout how long to wait at most; null waits for ever, {@link Duration#ZERO} does not wait
     * @return how many events there are; 0 if the time is over or the thread was interrupted
     * @throws IOException if the system fails; what was found before that is in {@code events}
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws NullPointerException if {@code events} is null
     * @throws ClosedPollException if the Poll is closed, or is closed by another thread meanwhile
     * @throws IllegalStateException if another thread is in poll; that one goes on undisturbed
     */
    public int poll(Events events, Duration timeout) throws IOException {
        return pollNs(events, timeout == null ? PollBackend.FOREVER : toNs(timeout));
    }

    /**
     * Waits until something happens or the time is over.
     *
     * <p>Returns when a source is ready for what it is registered for, when a {@link Waker} was woken, when the time is
     * over or when the thread is interrupted; the interrupt status stays set then, as
     * {@link java.nio.channels.Selector} leaves it, and there may be events all the same. The time is a deadline,
     * computed once: registrations from other threads and signals do not stretch it. It keeps the resolution that the
     * system has and is rounded up otherwise, to milliseconds on the {@link Backend#NIO} backend, never down.
     *
     * <p><b>Portability:</b> signals at more than 1 kHz, as of a profiler, do stretch it on the {@link Backend#NIO}
     * backend on Linux: the JDK's Selector starts its wait anew after each, less whole milliseconds.
     *
     * <p><b>Virtual threads:</b> on Java 24 or newer, on Linux and macOS, a wait parks a virtual thread; before, it
     * holds its carrier thread while it lasts. On the {@link Backend#EPOLL} backend such a wait goes by way of a
     * {@link java.nio.channels.Selector}: its time is rounded up to milliseconds, it takes a little longer, and the
     * first takes three more descriptors for the Poll. Where the module {@code jdk.net} is missing or these descriptors
     * are not to be had, it holds the carrier. On the {@link Backend#NIO} backend a wait for epolls that are nested as
     * deep as the kernel allows fails with an {@link IOException}, as the JDK would need one level more. A poll that
     * need not wait makes no difference between threads.
     *
     * @param events filled with what is ready; what was in it is forgotten
     * @param timeout how long to wait at most; 0 does not wait; {@link Long#MAX_VALUE} waits for ever
     * @param unit the unit of {@code timeout}
     * @return how many events there are; 0 if the time is over or the thread was interrupted
     * @throws IOException if the system fails; what was found before that is in {@code events}
     * @throws IllegalArgumentException if {@code timeout} is negative
     * @throws NullPointerException if {@code events} or {@code unit} is null
     * @throws ClosedPollException if the Poll is closed, or is closed by another thread meanwhile
     * @throws IllegalStateException if another thread is in poll; that one goes on undisturbed
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
            Reference.reachabilityFence(this); // the collector does not take a Poll in which a thread waits
        }
    }

    private static long toNs(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        return TimeUnit.NANOSECONDS.convert(timeout); // saturates, where Duration.toNanos overflows
    }

    /** {@return the system interface that this Poll stands on} */
    public Backend backend() {
        return recorder.backend();
    }

    /** {@return the name that its builder gave it, or one of the form {@code poll-1}} */
    public String name() {
        return recorder.name();
    }

    /**
     * {@return what this Poll has done so far, and what it is doing} All values are zero unless statistics have been
     * on: from the start by {@link Builder#statistics}, later by {@link #enableStatistics}, which binding meters to the
     * Poll calls, or while a recording has the event {@code dev.vedette.PollStatistics} or {@code dev.vedette.Stall}
     * enabled.
     *
     * <p>Safe from any thread, and does not disturb the thread that polls. For a closed Poll, the result is what it had
     * done until then.
     */
    public PollStatistics statistics() {
        return new PollStatistics(recorder.read(), recorder.keepsStatistics());
    }

    /**
     * Switches {@linkplain #statistics() statistics} on, permanently. Counting begins with the next poll. Each poll
     * then reads the clock twice, and the Poll holds about 30 KB more. Does nothing if they are on already, or if the
     * Poll is closed.
     *
     * <p>Safe from any thread, also while another thread is in poll.
     */
    public void enableStatistics() {
        recorder.enableStatistics();
    }

    /** {@return whether it has not been closed} */
    public boolean isOpen() {
        return core.isOpen();
    }

    /**
     * Closes this Poll and releases what it owns.
     *
     * <p>From any thread. A thread that waits in poll is woken and gets a {@link ClosedPollException}. Returns once no
     * thread is inside this Poll any more and its descriptors are released. Registered channels stay open and are
     * registered no longer. Does nothing if it is closed already.
     *
     * @throws IOException if the system reports a fault on closing; the Poll is closed all the same
     */
    @Override
    public void close() throws IOException {
        unclosed.closed();
        core.close();
    }

    /** {@return name, backend, and why it is that backend} */
    @Override
    public String toString() {
        return "Poll[name=" + name() + ", backend=" + backend() + " (" + recorder.reason() + ")"
                + (isOpen() ? "" : ", closed") + "]";
    }

    /** Says what a {@link Poll} shall be like. Not thread-safe. Can open several Polls. */
    public static final class Builder {
        private String name;
        private Backend backend;
        private long busyPollNs;
        private boolean statistics;

        private Builder() {}

        /**
         * Names the Poll, for recordings, meters and messages.
         *
         * @param name the name; need not be unique
         * @return this
         * @throws NullPointerException if {@code name} is null
         */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /**
         * Asks for one backend, instead of the best there is; whatever the system property {@value Backend#PROPERTY}
         * says.
         *
         * @param backend the backend
         * @return this
         * @throws NullPointerException if {@code backend} is null
         */
        public Builder backend(Backend backend) {
            this.backend = requireNonNull(backend, "backend");
            return this;
        }

        /**
         * Lets every poll that may wait look for events without sleeping first, for as long as this. That takes a
         * processor, and saves the time that the system needs to put a thread to sleep and to wake it. Off by default.
         *
         * @param duration for how long; {@link Duration#ZERO} for not at all
         * @return this
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
         * Says whether to keep {@link Poll#statistics() statistics} from the start. Each poll then reads the clock
         * twice, and the Poll holds about 30 KB more. Off by default; {@link Poll#enableStatistics} switches them on
         * later.
         *
         * @param statistics whether to
         * @return this
         */
        public Builder statistics(boolean statistics) {
            this.statistics = statistics;
            return this;
        }

        /**
         * {@return a new Poll}
         *
         * @throws IOException if the system refuses, for want of descriptors for instance
         * @throws UnsupportedOperationException if the backend that was asked for cannot be had; the message says why
         *     and what to do
         * @throws IllegalArgumentException if the system property {@value Backend#PROPERTY} names no backend
         */
        public Poll open() throws IOException {
            return new Poll(this);
        }
    }
}
