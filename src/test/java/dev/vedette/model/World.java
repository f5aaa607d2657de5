package dev.vedette.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Backend;
import dev.vedette.ClosedPollException;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Seen;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A real Poll, wakers and channels, together with their model. */
final class World implements Closeable {
    static final int PLACES = Place.values().length;
    static final int WAKERS = 3;

    /** The tokens of wakers differ from those of registrations, whose low bits count from 0. */
    private static final long FIRST_WAKER_TOKEN = 1L << 40;

    private final Backend backend;

    /** How long to wait for a due event. */
    private final Duration patience;

    private final Poll poll;
    private final Waker[] wakers = new Waker[WAKERS];
    private final Map<Place, End> ends = new EnumMap<>(Place.class);
    private final Eye eye;
    private final Model model = new Model();

    /** The peers of closed channels whose descriptors the NIO backend releases in its next poll. */
    private final List<End> unsettled = new ArrayList<>();

    private final List<String> log = new ArrayList<>();
    private int nextToken;

    World(Backend backend, Duration patience) throws IOException {
        this.backend = backend;
        this.patience = patience;
        poll = Poll.builder().backend(backend).open();
        eye = new Eye(patience);
        for (int i = 0; i < WAKERS; i++) {
            wakers[i] = poll.registry().waker(FIRST_WAKER_TOKEN + i);
        }
        for (Kind kind : Kind.values()) {
            openPair(kind);
        }
    }

    Model model() {
        return model;
    }

    End end(Place place) {
        return ends.get(place);
    }

    boolean isOpen() {
        return poll.isOpen();
    }

    private boolean hasHints() {
        return backend != Backend.NIO;
    }

    // ---- the log, which a failure prints

    void note(String what) {
        log.add(what);
    }

    String log() {
        return String.join(System.lineSeparator(), log);
    }

    // ---- registrations

    void register(End end, long salt, Interest interest, Trigger trigger) {
        Set<Class<?>> faults = faults(end, interest, trigger);
        if (end.registration != null) {
            faults.add(AlreadyRegisteredException.class);
        }
        long token = salt ^ nextToken++;
        if (succeeds(faults, () -> poll.registry().register(end.channel, token, interest, trigger))) {
            model.registered(new Registration(end, token, interest, trigger, hasHints()));
        }
    }

    void reregister(End end, long salt, Interest interest, Trigger trigger) {
        Set<Class<?>> faults = faults(end, interest, trigger);
        addIf(end.isOpen() && end.registration == null, NotRegisteredException.class, faults);
        long token = salt ^ nextToken++;
        if (succeeds(faults, () -> poll.registry().reregister(end.channel, token, interest, trigger))) {
            model.deregistered(end);
            model.registered(new Registration(end, token, interest, trigger, hasHints()));
        }
    }

    void deregister(End end) {
        Set<Class<?>> faults = new HashSet<>();
        addIf(!end.isOpen(), ClosedChannelException.class, faults);
        addIf(end.isOpen() && end.registration == null, NotRegisteredException.class, faults);
        if (succeeds(faults, () -> poll.registry().deregister(end.channel))) {
            model.deregistered(end);
        }
    }

    void registerBlocking(End end) throws IOException {
        if (end.isOpen() && end.registration == null) {
            end.channel.configureBlocking(true);
            Interest interest = end.canRead() ? Interest.READABLE : Interest.WRITABLE;
            succeeds(
                    Set.of(IllegalBlockingModeException.class),
                    () -> poll.registry().register(end.channel, nextToken++, interest));
            end.channel.configureBlocking(false);
        }
    }

    /** The exceptions that this registration must cause. If there are several, any of them may be thrown. */
    private Set<Class<?>> faults(End end, Interest interest, Trigger trigger) {
        Set<Class<?>> faults = new HashSet<>();
        boolean reads = interest.isReadable() || interest.isPriority() || interest.isReadClosed();
        boolean impossible = reads && !end.canRead() || interest.isWritable() && !end.canWrite();
        boolean unsupported =
                backend == Backend.NIO && (interest.isPriority() || interest.isReadClosed() || trigger == Trigger.EDGE);
        addIf(!end.isOpen(), ClosedChannelException.class, faults);
        addIf(impossible, IllegalArgumentException.class, faults);
        addIf(unsupported, UnsupportedOperationException.class, faults);
        return faults;
    }

    private static void addIf(boolean condition, Class<?> fault, Set<Class<?>> faults) {
        if (condition) {
            faults.add(fault);
        }
    }

    /** Returns {@code true} if the call succeeds. It must succeed without faults, and throw one of them otherwise. */
    private boolean succeeds(Set<Class<?>> faults, ThrowingCallable call) {
        Set<Class<?>> expected = poll.isOpen() ? faults : Set.of(ClosedPollException.class);
        Throwable thrown = catchThrowable(call);
        if (expected.isEmpty()) {
            assertThat(thrown).as("the exception of a correct call").isNull();
        } else {
            assertThat(thrown).as("the exception of a wrong call").isNotNull();
            assertThat(expected)
                    .as("the expected exceptions, one of which should be %s", thrown)
                    .contains(thrown.getClass());
            note("    " + thrown.getClass().getSimpleName());
        }
        return thrown == null;
    }

    // ---- channels

    void close(End end, boolean byRegistry) throws IOException {
        boolean wasOpen = end.isOpen();
        if (byRegistry) {
            if (!succeeds(Set.of(), () -> poll.registry().close(end.channel))) {
                return;
            }
        } else {
            end.channel.close();
        }
        if (wasOpen) {
            model.deregistered(end);
            end.closed();
            if (byRegistry || backend != Backend.NIO || !poll.isOpen()) {
                end.peer().settleEnd();
            } else {
                unsettled.add(end.peer());
            }
        }
    }

    /** A poll that wakes have filled makes no selection, so it releases no descriptor. */
    private void settleAfter(List<Seen> seen, int capacity) throws IOException {
        if (seen.size() < capacity) {
            settle();
        }
    }

    /** Called when the descriptors of all closed channels have been released. */
    private void settle() throws IOException {
        for (End end : unsettled) {
            end.settleEnd();
        }
        unsettled.clear();
    }

    /** Closes both ends of a pair and opens another pair, which probably gets the same descriptors. */
    void renew(Kind kind) throws IOException {
        close(end(Place.first(kind)), false);
        close(end(Place.second(kind)), false);
        openPair(kind);
    }

    private void openPair(Kind kind) throws IOException {
        End[] pair = End.openPair(kind, eye);
        ends.put(Place.first(kind), pair[0]);
        ends.put(Place.second(kind), pair[1]);
    }

    // ---- wakes and polls

    void wake(int index) {
        Waker waker = wakers[index];
        waker.wake();
        if (poll.isOpen()) {
            model.woken(waker.token());
        }
    }

    /** Polls without concurrent operations. */
    void poll(Duration timeout, int capacity) throws IOException {
        Events events = Events.withCapacity(capacity);
        long startNs = System.nanoTime();
        if (!succeeds(Set.of(), () -> poll.poll(events, timeout))) {
            assertThat(events).isEmpty();
            return;
        }
        long elapsedNs = System.nanoTime() - startNs;
        List<Seen> seen = seen(events);
        model.judge(seen, capacity);
        if (seen.isEmpty()) {
            assertThat(elapsedNs).as("the time of a poll without events").isGreaterThanOrEqualTo(timeout.toNanos());
        }
        settleAfter(seen, capacity);
    }

    /** Polls with a small capacity until every due event had its turn, optionally with a wake before each poll. */
    void sweep(int capacity, boolean waking) throws IOException {
        Set<Long> waiting = model.due();
        int fairPolls = model.fairPolls(capacity);
        for (int polls = 0; poll.isOpen() && !waiting.isEmpty(); polls++) {
            assertThat(polls).as("polls without the due events of %s", waiting).isLessThan(fairPolls);
            if (waking) {
                wake(0);
            }
            Events events = Events.withCapacity(capacity);
            poll.poll(events, Duration.ZERO);
            List<Seen> seen = seen(events);
            model.judge(seen, capacity);
            settleAfter(seen, capacity);
            seen.forEach(event -> waiting.remove(event.token()));
            waiting.retainAll(model.due());
        }
    }

    /** Runs an action during the poll of another thread, which has nothing to report before. */
    void pollDuring(Action action, boolean asleep) throws Exception {
        int capacity = 2 * (PLACES + WAKERS);
        Events events = Events.withCapacity(capacity);
        FutureTask<Integer> polling = new FutureTask<>(() -> poll.poll(events, patience));
        Thread thread = new Thread(polling, "model-poll");
        thread.start();
        try {
            if (asleep) {
                Thread.sleep(1);
            }
            action.run();
            if (poll.isOpen() && !model.anythingDue()) {
                wake(0);
            }
        } finally {
            thread.join();
        }
        Throwable thrown = catchThrowable(polling::get);
        if (poll.isOpen()) {
            assertThat(thrown).isNull();
            List<Seen> seen = seen(events);
            model.judgeOverlapped(seen, capacity);
            settle();
        } else if (thrown != null) {
            assertThat(thrown).hasCauseExactlyInstanceOf(ClosedPollException.class);
        }
    }

    /** Like {@link Runnable}, but may throw. */
    interface Action {
        void run() throws Exception;
    }

    private List<Seen> seen(Events events) {
        List<Seen> seen = new ArrayList<>();
        for (Event event : events) {
            seen.add(Seen.of(event));
        }
        note("    " + seen);
        return seen;
    }

    // ---- closing

    void closePoll() throws IOException {
        poll.close();
        settle();
    }

    /** The last steps of every sequence: all due events are reported, then the Poll is closed and refuses calls. */
    void finish() throws IOException {
        sweep(2, false);
        poll(Duration.ZERO, 2 * (PLACES + WAKERS));
        closePoll();
        closePoll();
        for (End end : ends.values()) {
            deregister(end);
            register(end, 0, Interest.READABLE, Trigger.LEVEL);
            boolean wasOpen = end.isOpen();
            close(end, true);
            assertThat(end.isOpen())
                    .as("%s is open after the Poll was closed", end)
                    .isEqualTo(wasOpen);
        }
        wake(0);
        poll(Duration.ZERO, 1);
    }

    /** Closes without lingering, so that thousands of sequences leave no connections behind. */
    @Override
    public void close() throws IOException {
        poll.close();
        for (End end : ends.values()) {
            end.abortOnClose();
            end.channel.close();
        }
        eye.close();
    }
}
