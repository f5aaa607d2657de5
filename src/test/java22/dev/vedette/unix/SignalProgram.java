package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.contract.DescriptorCensus;
import dev.vedette.unix.SignalEvent;
import dev.vedette.unix.SignalFd;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Receives a signal that is blocked in the whole process, in a Poll. */
public final class SignalProgram {
    private static final int SIGNALS = 5;

    private SignalProgram() {}

    public static void main(String[] arguments) throws Exception {
        SignalEvent.Signal signal = SignalEvent.Signal.valueOf(arguments[0]);
        Events events = Events.withCapacity(8);
        for (Trigger trigger : List.of(Trigger.LEVEL, Trigger.EDGE)) {
            try (Poll poll = Poll.builder().backend(Backend.EPOLL).open();
                    SignalFd signals = SignalFd.open(Set.of(signal))) {
                signals.take();
                poll.registry().register(signals, 1, Interest.READABLE, trigger);
                for (int i = 0; i < SIGNALS; i++) {
                    long sender = send(signal);
                    assertThat(poll.poll(events, Duration.ofSeconds(20))).isOne();
                    assertThat(events.get(0).isReadable()).isTrue();
                    // a CHLD also tells of the child that sent it
                    assertThat(signals.take())
                            .anySatisfy(event -> assertThat(event)
                                    .returns(signal, SignalEvent::signal)
                                    .returns(sender, SignalEvent::pid));
                    assertThat(signals.take()).isEmpty();
                }
            }
        }
        closes(signal);
    }

    /** Gives the process that sent it. */
    private static long send(SignalEvent.Signal signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        Long.toString(ProcessHandle.current().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
        return kill.pid();
    }

    private static void closes(SignalEvent.Signal signal) throws IOException {
        SignalFd closed = SignalFd.open(Set.of(signal));
        closed.close();
        closed.close();
        assertThatThrownBy(closed::take).isInstanceOf(ClosedChannelException.class);
        List<String> before = DescriptorCensus.take();
        for (int i = 0; i < 200; i++) { // each looks at every thread
            SignalFd.open(Set.of(signal)).close();
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }
}
