package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.ClosedPollException;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The calls of a poll to its backend, observer and tracer. */
@Timeout(60)
class PollCoreCallsTest {
    /** The calls to backend, observer and tracer, in order. */
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private final LoggingBackend backend = new LoggingBackend();
    private final PollRecorder recorder = new PollRecorder("test", Backend.NIO.name(), "a test", new LoggingObserver());
    private final ReadyList ready = new ReadyList(2);
    private DatagramChannel channel;

    @BeforeEach
    void openAChannel() throws IOException {
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
    }

    @AfterEach
    void closeTheChannel() throws IOException {
        channel.close();
    }

    private PollCore newCore(long busyPollNs) {
        return new PollCore(recorder, backend, busyPollNs);
    }

    /** Returns the calls so far and clears them. */
    private List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    // ---- waiting

    @Test
    void aPollThatDoesNotWaitLooksOnceAndIsAwakeMeanwhile() throws Exception {
        PollCore core = newCore(0);
        WakeQueue.Entry waker = core.wakeEntry(7);
        backend.onSelect = () -> core.wake(waker);
        core.poll(ready, 0);
        assertThat(calls).containsExactly("look");
        assertThat(ready.size()).isEqualTo(1);
        assertThat(ready.token(0)).isEqualTo(7);
    }

    @Test
    void aPollThatMayWaitDoesNotLookFirst() throws Exception {
        backend.onSelect = () -> ready.add(1, Readiness.READABLE);
        newCore(0).poll(ready, 1_000_000);
        assertThat(calls).containsExactly("wait");
    }

    @Test
    void aBusyPollLooksUntilItsTimeIsOverAndThenWaits() throws Exception {
        long busyNs = TimeUnit.MILLISECONDS.toNanos(5);
        backend.onSelect = () -> {
            if (calls.contains("wait")) {
                ready.add(1, Readiness.READABLE);
            }
        };
        long startNs = System.nanoTime();
        newCore(busyNs).poll(ready, PollBackend.FOREVER);
        assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(busyNs);
        assertThat(calls).startsWith("look").endsWith("wait");
        assertThat(Collections.frequency(calls, "wait")).isEqualTo(1);
    }

    @Test
    void aPollThatHasWaitedIsAwakeAndCanWaitAgain() throws Exception {
        PollCore core = newCore(0);
        core.poll(ready, 1);
        assertThat(takeCalls()).containsOnly("wait");
        core.wake(core.wakeEntry(1));
        assertThat(calls).isEmpty();
        core.poll(ready, PollBackend.FOREVER);
        assertThat(takeCalls()).containsExactly("look");
        core.poll(ready, 1);
        assertThat(calls).containsOnly("wait");
    }

    @Test
    void aPollThatFailedIsAwakeAndCanWaitAgain() throws Exception {
        PollCore core = newCore(0);
        backend.onSelect = () -> {
            throw new IOException("out of order");
        };
        assertThatThrownBy(() -> core.poll(ready, PollBackend.FOREVER)).hasMessage("out of order");
        assertThat(takeCalls()).containsExactly("wait");
        core.wake(core.wakeEntry(1));
        assertThat(calls).isEmpty();
        backend.onSelect = () -> {};
        core.poll(ready, 0);
        core.poll(ready, 1);
        assertThat(takeCalls()).startsWith("look", "wait");
        core.close();
        assertThat(calls).containsExactly("release", "closed");
    }

    @Test
    void eventsAndWakesTakeTheOnlyPlaceInTurns() throws Exception {
        PollCore core = newCore(0);
        ReadyList narrow = new ReadyList(1);
        WakeQueue.Entry waker = core.wakeEntry(2);
        backend.onSelect = () -> narrow.add(1, Readiness.READABLE);
        for (int i = 0; i < 3; i++) {
            core.wake(waker);
            core.poll(narrow, 0);
            assertThat(narrow.token(0)).isEqualTo(1);
            core.poll(narrow, 0);
            assertThat(narrow.token(0)).isEqualTo(2);
        }
        assertThat(calls).as("no call in a poll that wakes have filled").containsExactly("look", "look", "look");
    }

    /** Wakes would be first in this poll, and there is none before the look. */
    @Test
    void aWakeDuringALookIsReportedByTheSamePoll() throws Exception {
        PollCore core = newCore(0);
        fillSoThatWakesAreNext(core);
        WakeQueue.Entry waker = core.wakeEntry(7);
        backend.onSelect = () -> core.wake(waker);
        core.poll(ready, 0);
        assertThat(ready.size()).isEqualTo(1);
        assertThat(ready.token(0)).isEqualTo(7);
    }

    @Test
    void aTokenIsReportedOncePerPollEvenIfItIsWokenAgainMeanwhile() throws Exception {
        PollCore core = newCore(0);
        fillSoThatWakesAreNext(core);
        WakeQueue.Entry waker = core.wakeEntry(7);
        core.wake(waker);
        backend.onSelect = () -> core.wake(waker);
        core.poll(ready, 0);
        assertThat(ready.size()).isEqualTo(1);
        backend.onSelect = () -> {};
        core.poll(ready, 0);
        assertThat(ready.size()).isEqualTo(1);
        assertThat(ready.token(0)).isEqualTo(7);
        core.poll(ready, 0);
        assertThat(ready.isEmpty()).isTrue();
    }

    private void fillSoThatWakesAreNext(PollCore core) throws IOException {
        backend.onSelect = () -> {
            while (!ready.isFull()) {
                ready.add(1, Readiness.READABLE);
            }
        };
        core.poll(ready, 0);
    }

    // ---- interrupts

    @Test
    void anInterruptWakesABackendThatDoesNotNoticeAndNeverAfterTheWait() throws Exception {
        backend.waitsInterruptibly = false;
        PollCore core = newCore(0);
        interruptDuringTheWait(core);
        assertThat(takeCalls()).containsExactly("wait", "wakeup");
        interruptFromOutside(Thread.currentThread());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).isEmpty();
    }

    @Test
    void anInterruptIsLeftToABackendThatNotices() throws Exception {
        interruptDuringTheWait(newCore(0));
        assertThat(calls).containsExactly("wait");
    }

    private void interruptDuringTheWait(PollCore core) throws IOException {
        Thread polling = Thread.currentThread();
        backend.onSelect = () -> interruptFromOutside(polling);
        core.poll(ready, PollBackend.FOREVER);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Interrupts from another thread: a thread that interrupts itself does not call the backend. */
    private static void interruptFromOutside(Thread target) {
        Thread interrupter = new Thread(target::interrupt);
        interrupter.start();
        while (interrupter.isAlive()) {
            Thread.onSpinWait();
        }
    }

    // ---- changes

    /** The operations on a registration. */
    private enum Change {
        REGISTER(true, "register", "register 3 LEVEL") {
            @Override
            void make(PollCore core, SelectableChannel channel) throws IOException {
                core.register(channel, 3, Interest.READABLE, Trigger.LEVEL);
            }
        },
        REREGISTER(true, "reregister", "reregister 4 ONESHOT") {
            @Override
            void make(PollCore core, SelectableChannel channel) throws IOException {
                core.reregister(channel, 4, Interest.WRITABLE, Trigger.ONESHOT);
            }
        },
        DEREGISTER(true, "deregister", "deregister 0 null") {
            @Override
            void make(PollCore core, SelectableChannel channel) throws IOException {
                core.deregister(channel);
            }
        },
        CLOSE(false, "close", "close 0 null") {
            @Override
            void make(PollCore core, SelectableChannel channel) throws IOException {
                core.close(channel);
            }
        },
        REGISTER_FD(true, "register fd", "register 5 EDGE") {
            @Override
            void make(PollCore core, SelectableChannel channel) throws IOException {
                core.register(9, 5, Interest.PRIORITY, Trigger.EDGE);
            }
        },
        REREGISTER_FD(true, "reregister fd", "reregister 6 LEVEL") {
            @Override
            void make(PollCore core, SelectableChannel channel) throws IOException {
                core.reregister(9, 6, Interest.READABLE, Trigger.LEVEL);
            }
        },
        DEREGISTER_FD(true, "deregister fd", "deregister 0 null") {
            @Override
            void make(PollCore core, SelectableChannel channel) throws IOException {
                core.deregister(9);
            }
        };

        /** Whether a wait that does not see the change must end. The backend handles the close of a channel itself. */
        final boolean announced;

        /** The call to the backend. */
        final String call;

        /** The call to the tracer. */
        final String told;

        Change(boolean announced, String call, String told) {
            this.announced = announced;
            this.call = call;
            this.told = told;
        }

        abstract void make(PollCore core, SelectableChannel channel) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aChangeEndsAWaitThatDoesNotSeeIt(Change change) throws Exception {
        PollCore core = newCore(0);
        backend.onSelect = () -> change.make(core, channel);
        core.poll(ready, 1);
        assertThat(calls.subList(0, 2)).containsExactly("wait", change.call);
        assertThat(calls.contains("wakeup")).isEqualTo(change.announced);
    }

    @ParameterizedTest
    @EnumSource
    void aChangeThatIsSeenOrMeetsNoWaitCausesNoWakeUp(Change change) throws Exception {
        PollCore awake = newCore(0);
        backend.onSelect = () -> change.make(awake, channel);
        awake.poll(ready, 0);
        assertThat(takeCalls()).containsExactly("look", change.call);
        backend.seesChangesWhileWaiting = true;
        PollCore core = newCore(0);
        backend.onSelect = () -> change.make(core, channel);
        core.poll(ready, 1);
        assertThat(calls).contains("wait", change.call).doesNotContain("wakeup");
    }

    @ParameterizedTest
    @EnumSource
    void aChangeIsTracedOnceItIsMade(Change change) throws Exception {
        recorder.trace(new LoggingTracer());
        PollCore core = newCore(0);
        change.make(core, channel);
        assertThat(takeCalls()).containsExactly(change.call, "told " + change.told);
        backend.failure = new IOException("refused");
        assertThatThrownBy(() -> change.make(core, channel)).hasMessage("refused");
        assertThat(calls).containsExactly(change.call);
    }

    @ParameterizedTest
    @EnumSource
    void aChangeReleasesTheBackendEvenIfItFails(Change change) throws Exception {
        PollCore core = newCore(0);
        change.make(core, channel);
        backend.failure = new IOException("refused");
        assertThatThrownBy(() -> change.make(core, channel)).hasMessage("refused");
        backend.failure = null;
        calls.clear();
        core.close();
        assertThat(takeCalls()).containsExactly("release", "closed");
        assertThatThrownBy(() -> change.make(core, channel)).isInstanceOf(ClosedPollException.class);
        assertThat(calls).isEmpty();
    }

    // ---- refusals

    @Test
    void anImpossibleInterestIsNamedAndTheBackendIsNotCalled() throws Exception {
        PollCore core = newCore(0);
        Interest all = Interest.READABLE.plus(Interest.WRITABLE).plus(Interest.PRIORITY);
        Pipe pipe = Pipe.open();
        try (ServerSocketChannel listener = ServerSocketChannel.open();
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            assertImpossible(core, listener, all, "WRITABLE");
            assertImpossible(core, listener, Interest.WRITABLE, "WRITABLE");
            assertImpossible(core, source, Interest.READABLE.plus(Interest.WRITABLE), "WRITABLE");
            assertImpossible(core, sink, all, "READABLE|PRIORITY");
            assertImpossible(core, sink, Interest.PRIORITY, "PRIORITY");
        }
        assertThat(calls).isEmpty();
    }

    private static void assertImpossible(PollCore core, SelectableChannel source, Interest interest, String named) {
        assertThatThrownBy(() -> core.register(source, 1, interest, Trigger.LEVEL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(source + " can never be " + named + ";");
        assertThatThrownBy(() -> core.reregister(source, 1, interest, Trigger.LEVEL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(source + " can never be " + named + ";");
    }

    @Test
    void aBlockingOrClosedChannelIsRefusedAndTheBackendIsNotCalled() throws Exception {
        PollCore core = newCore(0);
        channel.configureBlocking(true);
        assertThatThrownBy(() -> Change.REGISTER.make(core, channel)).isInstanceOf(IllegalBlockingModeException.class);
        assertThatThrownBy(() -> Change.REREGISTER.make(core, channel))
                .isInstanceOf(IllegalBlockingModeException.class);
        channel.close();
        for (Change change : List.of(Change.REGISTER, Change.REREGISTER, Change.DEREGISTER)) {
            assertThatThrownBy(() -> change.make(core, channel)).isInstanceOf(ClosedChannelException.class);
        }
        assertThat(calls).isEmpty();
    }

    // ---- closing

    @Test
    void onlyTheFirstCloseHasAnEffect() throws Exception {
        PollCore core = newCore(0);
        assertThat(core.isOpen()).isTrue();
        core.close();
        core.close();
        assertThat(core.isOpen()).isFalse();
        assertThat(calls).containsExactly("release", "closed");
    }

    @Test
    void anExceptionOfTheReleaseIsThrownOnceAtTheEnd() {
        PollCore core = newCore(0);
        backend.failure = new IOException("stuck");
        assertThatThrownBy(core::close).hasMessage("stuck");
        assertThat(calls).containsExactly("release", "closed");
        assertThatCode(core::close).doesNotThrowAnyException();
    }

    @Test
    void aChannelIsReleasedByTheBackendOnceItIsClosed() throws Exception {
        newCore(0).close(channel);
        assertThat(channel.isOpen()).isFalse();
        assertThat(backend.flushed).isSameAs(channel);
    }

    @Test
    void aBackendThatCannotBeWokenIsStillReleased() throws Exception {
        PollCore core = newCore(0);
        backend.wakeupFailure = new IOException("numb");
        backend.onSelect = () -> assertThatThrownBy(() -> core.wake(core.wakeEntry(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("numb");
        core.poll(ready, PollBackend.FOREVER);
        assertThat(ready.size()).isEqualTo(1);
        assertThat(takeCalls()).containsExactly("wait", "wakeup");
        core.close();
        assertThat(calls).containsExactly("release", "closed");
    }

    /** What a wake cannot do falls to the next one, whoever makes it. */
    @Test
    void aWakeThatFailsIsMadeUpForByTheNext() throws Exception {
        PollCore core = newCore(0);
        WakeQueue.Entry first = core.wakeEntry(1);
        backend.onSelect = () -> {
            backend.wakeupFailure = new IOException("numb");
            assertThatThrownBy(() -> core.wake(first)).hasRootCauseMessage("numb");
            assertThatThrownBy(() -> core.wake(core.wakeEntry(2))).hasRootCauseMessage("numb");
            backend.wakeupFailure = null;
            core.wake(first);
            core.wake(core.wakeEntry(3));
        };
        core.poll(new ReadyList(3), PollBackend.FOREVER);
        assertThat(calls).containsExactly("wait", "wakeup", "wakeup", "wakeup");
    }

    @Test
    void aWakeThatEndsInAnErrorIsMadeUpForByTheNext() throws Exception {
        PollCore core = newCore(0);
        backend.onSelect = () -> {
            backend.wakeupError = new StackOverflowError();
            assertThatThrownBy(() -> core.wake(core.wakeEntry(1))).isSameAs(backend.wakeupError);
            backend.wakeupError = null;
            core.wake(core.wakeEntry(2));
        };
        core.poll(ready, PollBackend.FOREVER);
        assertThat(calls).containsExactly("wait", "wakeup", "wakeup");
        assertThat(ready.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLOSE")
    void aChangeThatFailsToWakeIsMadeUpForByTheNextWakeOrChange(Change change) throws Exception {
        PollCore core = newCore(0);
        WakeQueue.Entry waker = core.wakeEntry(1);
        backend.onSelect = () -> {
            backend.wakeupFailure = new IOException("numb");
            assertThatThrownBy(() -> change.make(core, channel)).hasMessage("numb");
            assertThatThrownBy(() -> change.make(core, channel)).hasMessage("numb");
            backend.wakeupFailure = null;
            core.wake(waker);
            core.wake(waker);
        };
        core.poll(ready, PollBackend.FOREVER);
        assertThat(calls).containsExactly("wait", change.call, "wakeup", change.call, "wakeup", "wakeup");
    }

    @Test
    void aCloseThatEndsInAnErrorIsRepeatedByTheNext() throws Exception {
        PollCore core = newCore(0);
        backend.closeError = new StackOverflowError();
        assertThatThrownBy(core::close).isSameAs(backend.closeError);
        assertThat(core.isOpen()).isFalse();
        assertThat(takeCalls()).containsExactly("release");
        backend.closeError = null;
        core.close();
        core.close();
        assertThat(calls).containsExactly("release", "closed");
    }

    @Test
    void aPollThatIsClosedWhileItFindsAnEventReportsNoneAndIsNotCounted() throws Exception {
        recorder.enableStatistics();
        PollCore core = newCore(0);
        FutureTask<Void> closing = new FutureTask<>(() -> {
            core.close();
            return null;
        });
        backend.onSelect = () -> {
            new Thread(closing).start();
            while (core.isOpen()) {
                Thread.onSpinWait();
            }
            ready.add(1, Readiness.READABLE);
        };
        assertThatThrownBy(() -> core.poll(ready, PollBackend.FOREVER)).isInstanceOf(ClosedPollException.class);
        assertThat(ready.isEmpty()).isTrue();
        closing.get();
        assertThat(calls).contains("release").endsWith("closed");
        assertThat(recorder.read().total.polls).isZero();
    }

    // ---- observing

    @Test
    void theTracerIsCalledForEveryPoll() throws Exception {
        recorder.trace(new LoggingTracer());
        recorder.trace(new LoggingTracer()); // has no effect
        PollCore core = newCore(0);
        core.poll(ready, 1);
        assertThat(takeCalls()).startsWith("begins", "wait").endsWith("ends after 1 with 0");
        core.wake(core.wakeEntry(1));
        core.wake(core.wakeEntry(2));
        core.poll(ready, 5);
        assertThat(calls).startsWith("told wake", "told wake", "begins", "look").endsWith("ends after 5 with 2 woken");
        assertThat(calls.subList(4, calls.size() - 1)).containsExactlyInAnyOrder("end of wake 1", "end of wake 2");
        assertThat(recorder.read().total.polls)
                .as("polls counted although statistics are off")
                .isZero();
    }

    @Test
    void theTracerMayRequestStatistics() throws Exception {
        LoggingTracer tracer = new LoggingTracer();
        tracer.wantsStatistics = true;
        recorder.trace(tracer);
        PollCore core = newCore(0);
        core.poll(ready, 1);
        assertThat(recorder.read().total.polls).isEqualTo(1);
        assertThat(recorder.read().total.timeouts).isEqualTo(1);
        tracer.wantsStatistics = false;
        core.poll(ready, 1);
        tracer.wantsStatistics = true;
        core.poll(ready, 1);
        assertThat(recorder.read().total.polls).isEqualTo(2);
        assertThat(recorder.read().total.dispatchNs)
                .as("dispatch time without two recorded polls in a row")
                .isZero();
    }

    @Test
    void aPollThatIsTracedFromItsMiddleHasNoEnd() throws Exception {
        PollCore core = newCore(0);
        core.wake(core.wakeEntry(1));
        backend.onSelect = () -> recorder.trace(new LoggingTracer());
        core.poll(ready, 0);
        assertThat(takeCalls()).containsExactly("look");
        core.poll(ready, 0);
        assertThat(calls).containsExactly("begins", "look", "ends after 0 with 0");
    }

    @Test
    void wakesDeliveredWithoutStatisticsAreNotCounted() throws Exception {
        PollCore core = newCore(0);
        core.wake(core.wakeEntry(1));
        core.poll(ready, 0);
        recorder.enableStatistics();
        core.poll(ready, 0);
        assertThat(recorder.read().total.wakeups).isZero();
        assertThat(Stream.of(recorder.name(), recorder.reason())).containsExactly("test", "a test");
    }

    /** An action while the backend looks or waits. */
    private interface Happening {
        void happen() throws IOException;
    }

    private final class LoggingBackend extends FakeBackend {
        Happening onSelect = () -> {};
        IOException failure;
        IOException wakeupFailure;
        Error wakeupError;
        Error closeError;
        SelectableChannel flushed;
        boolean seesChangesWhileWaiting;
        boolean waitsInterruptibly = true;

        @Override
        public boolean seesChangesWhileWaiting() {
            return seesChangesWhileWaiting;
        }

        @Override
        public boolean waitsInterruptibly() {
            return waitsInterruptibly;
        }

        private void call(String name) throws IOException {
            calls.add(name);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public void register(SelectableChannel source, long token, Interest interest, Trigger trigger)
                throws IOException {
            call("register");
        }

        @Override
        public void reregister(SelectableChannel source, long token, Interest interest, Trigger trigger)
                throws IOException {
            call("reregister");
        }

        @Override
        public void deregister(SelectableChannel source) throws IOException {
            call("deregister");
        }

        @Override
        public void beforeClose(SelectableChannel source) throws IOException {
            call("close");
        }

        @Override
        public void afterClose(SelectableChannel source) {
            assertThat(source.isOpen()).isFalse();
            flushed = source;
        }

        @Override
        public void register(int fd, long token, Interest interest, Trigger trigger) throws IOException {
            call("register fd");
        }

        @Override
        public void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException {
            call("reregister fd");
        }

        @Override
        public void deregister(int fd) throws IOException {
            call("deregister fd");
        }

        @Override
        public void select(ReadyList list, long timeoutNs) throws IOException {
            calls.add(timeoutNs == 0 ? "look" : "wait");
            onSelect.happen();
        }

        @Override
        public void wakeup() throws IOException {
            calls.add("wakeup");
            if (wakeupFailure != null) {
                throw wakeupFailure;
            }
            if (wakeupError != null) {
                throw wakeupError;
            }
        }

        @Override
        public void close() throws IOException {
            call("release");
            if (closeError != null) {
                throw closeError;
            }
        }
    }

    private final class LoggingObserver implements PollObserver {
        @Override
        public void opened(PollRecorder opened) {
            calls.add("opened");
        }

        @Override
        public void closed(PollRecorder closed) {
            calls.add("closed");
        }
    }

    private final class LoggingTracer implements PollTracer {
        boolean wantsStatistics;

        @Override
        public boolean wantsStatistics() {
            return wantsStatistics;
        }

        @Override
        public void pollBegins() {
            calls.add("begins");
        }

        @Override
        public void waitEnds() {}

        @Override
        public void pollReturns(long timeoutNs, int events, boolean woken) {
            calls.add("ends after " + timeoutNs + " with " + events + (woken ? " woken" : ""));
        }

        @Override
        public WakeTrace wakeBegins() {
            calls.add("told wake");
            return new WakeTrace() {
                @Override
                protected void ends(long token) {
                    calls.add("end of wake " + token);
                }
            };
        }

        @Override
        public void registration(String operation, Object source, long token, Interest interest, Trigger trigger) {
            calls.add("told " + operation + " " + token + " " + trigger);
        }
    }
}
