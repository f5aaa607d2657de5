package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.unix.SignalEvent.Signal;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;

/** Receives signals in a Poll. {@link SignalFdTest} starts it with these signals blocked in the whole process. */
final class SignalProgram {
    private static final int SIGNALS = 5;
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Events events = Events.withCapacity(8);
    private final Backend backend;

    private SignalProgram(Backend backend) {
        this.backend = backend;
    }

    public static void main(String[] arguments) throws Exception {
        Signal signal = Signal.valueOf(arguments[1]);
        switch (arguments[0]) {
            case "all" -> {
                for (Backend backend : List.of(Backend.NIO, Backend.EPOLL)) {
                    SignalProgram program = new SignalProgram(backend);
                    program.receives(signal, Trigger.LEVEL);
                    program.receives(signal, Trigger.EDGE);
                    program.receivesOnce(signal);
                    program.closesUnderAPoll(signal);
                }
                isNonBlockingAndClosedOnExec(signal);
                closes(signal);
            }
            case "several" -> {
                receivesSeveral(EnumSet.of(signal, Signal.valueOf(arguments[2])));
                leavesOthersAlone(signal, Signal.valueOf(arguments[2]));
            }
            case "partly" -> refusesWhatIsBlockedInPart(signal, Signal.valueOf(arguments[2]));
            case "offered" -> SignalFd.open(EnumSet.allOf(Signal.class)).close();
            case "often" -> opensAndCloses(signal, Integer.parseInt(arguments[2]));
            default -> throw new AssertionError(arguments[0]);
        }
    }

    private Poll open() throws IOException {
        return Poll.builder().backend(backend).open();
    }

    private void assertReadable(Poll poll, long token) throws IOException {
        assertThat(poll.poll(events, PATIENCE)).isOne();
        assertThat(events.get(0).token()).isEqualTo(token);
        assertThat(events.get(0).isReadable()).isTrue();
    }

    private void receives(Signal signal, Trigger trigger) throws Exception {
        try (Poll poll = open();
                SignalFd signals = SignalFd.open(Set.of(signal))) {
            signals.take();
            poll.registry().register(signals, 1, Interest.READABLE, trigger);
            for (int i = 0; i < SIGNALS; i++) {
                long sender = send(signal);
                assertReadable(poll, 1);
                assertTaken(signals, signal, sender);
            }
        }
    }

    private void receivesOnce(Signal signal) throws Exception {
        try (Poll poll = open();
                SignalFd signals = SignalFd.open(Set.of(signal))) {
            signals.take();
            poll.registry().register(signals, 1, Interest.READABLE, Trigger.ONESHOT);
            send(signal);
            assertReadable(poll, 1);
            signals.take();
            long sender = send(signal);
            assertThat(poll.poll(events, QUIET)).as("%s", events).isZero();
            poll.registry().reregister(signals, 2, Interest.READABLE, Trigger.ONESHOT);
            assertReadable(poll, 2);
            assertTaken(signals, signal, sender);
        }
    }

    /** For CHLD, the exit of the child that sent it is reported too. */
    private static void assertTaken(SignalFd signals, Signal signal, long sender) throws IOException {
        assertThat(signals.take())
                .anySatisfy(event ->
                        assertThat(event).returns(signal, SignalEvent::signal).returns(sender, SignalEvent::pid));
        assertThat(signals.take()).isEmpty();
    }

    private void closesUnderAPoll(Signal signal) throws Exception {
        SignalFd signals = SignalFd.open(Set.of(signal));
        try (Poll poll = open();
                EventFd end = EventFd.open()) {
            signals.take();
            poll.registry().register(signals, 1, Interest.READABLE);
            poll.registry().register(end, 2, Interest.READABLE);
            FutureTask<Void> close = new FutureTask<>(() -> {
                Thread.sleep(20);
                signals.close();
                end.add(1);
                return null;
            });
            new Thread(close).start();
            assertReadable(poll, 2);
            close.get();
            assertThat(Fds.isOpen(signals.fd())).isFalse();
            send(signal);
            assertReadable(poll, 2);
        }
    }

    private static void receivesSeveral(Set<Signal> some) throws Exception {
        try (SignalFd signals = SignalFd.open(some)) {
            for (Signal signal : some) {
                send(signal);
                send(signal);
            }
            assertThat(signals.take())
                    .as("one signal of each kind, because repeated ones are not queued")
                    .extracting(SignalEvent::signal)
                    .containsExactlyInAnyOrderElementsOf(some);
            assertThat(signals.take()).isEmpty();
        }
    }

    private static void leavesOthersAlone(Signal one, Signal other) throws Exception {
        try (SignalFd first = SignalFd.open(Set.of(one));
                SignalFd second = SignalFd.open(Set.of(other))) {
            send(other);
            assertThat(first.take()).isEmpty();
            assertThat(second.take()).extracting(SignalEvent::signal).containsExactly(other);
        }
    }

    private static void refusesWhatIsBlockedInPart(Signal blocked, Signal missing) throws IOException {
        List<String> before = DescriptorCensus.take();
        assertThatThrownBy(() -> SignalFd.open(EnumSet.of(blocked, missing)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not block [" + missing + "];")
                .hasMessageContaining("env --block-signal=" + blocked + "," + missing + " java");
        assertThat(DescriptorCensus.since(before)).isEmpty();
        SignalFd.open(Set.of(blocked)).close();
    }

    private static void isNonBlockingAndClosedOnExec(Signal signal) throws IOException {
        try (SignalFd signals = SignalFd.open(Set.of(signal))) {
            long flags = Fds.flags(signals.fd());
            assertThat(flags & 0x80000).as("O_CLOEXEC of %o", flags).isPositive();
            assertThat(flags & 0x800).as("O_NONBLOCK of %o", flags).isPositive();
        }
    }

    private static void closes(Signal signal) throws IOException {
        SignalFd closed = SignalFd.open(Set.of(signal));
        closed.close();
        closed.close();
        assertThatThrownBy(closed::take).isInstanceOf(ClosedChannelException.class);
    }

    private static void opensAndCloses(Signal signal, int rounds) throws IOException {
        SignalFd.open(Set.of(signal)).close();
        List<String> before = DescriptorCensus.take();
        for (int i = 0; i < rounds; i++) {
            SignalFd.open(Set.of(signal)).close();
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    /** Sends a signal to this process. Returns the id of the process that sent it. */
    private static long send(Signal signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        Long.toString(ProcessHandle.current().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
        return kill.pid();
    }
}
