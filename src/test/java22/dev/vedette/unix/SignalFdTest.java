package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
@LinuxOnly
class SignalFdTest {
    private static final Duration PATIENCE = Duration.ofMinutes(9);

    /** Each round checks every thread, which takes time. */
    private static final int CENSUS_ROUNDS = Integer.getInteger("vedette.signal.descriptors", 2000);

    private static boolean env(String signal) throws InterruptedException {
        try {
            return new ProcessBuilder("env", "--block-signal=" + signal, "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(String blocked, List<String> jvmOptions, Object... arguments) throws Exception {
        assumeTrue(env(blocked), "needs GNU env 8.31 or newer");
        new ChildJvm(SignalProgram.class, jvmOptions.toArray(String[]::new))
                .with(arguments)
                .under("env", "--block-signal=" + blocked)
                .run(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"USR1", "CHLD", "WINCH"})
    @Tag("slow")
    void noSignalThatWasBlockedAtTheStartIsLost(String signal) throws Exception {
        run(signal, List.of(), "all", signal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    @Tag("slow")
    void signalsThatEndTheJvmCanBeReceivedToo(String signal) throws Exception {
        run(signal, List.of("-Xrs"), "all", signal);
    }

    @Test
    @Tag("slow")
    void everySignalOfTheApiCanBeWatched() throws Exception {
        String all = Arrays.stream(SignalEvent.Signal.values()).map(Enum::name).collect(Collectors.joining(","));
        run(all, List.of("-Xrs"), "offered", "USR1");
    }

    @Test
    @Tag("slow")
    void oneDescriptorReceivesSeveralSignalsAndNoOthers() throws Exception {
        run("USR1,WINCH", List.of(), "several", "USR1", "WINCH");
    }

    @Test
    @Tag("slow")
    void theRefusalNamesTheSignalsThatAreNotBlocked() throws Exception {
        run("USR1", List.of(), "partly", "USR1", "WINCH");
    }

    @Test
    @Tag("slow")
    void openingAndClosingLeavesNoDescriptor() throws Exception {
        run("USR1", List.of(), "often", "USR1", CENSUS_ROUNDS);
    }

    @Test
    void aSignalThatTheJvmNeedsIsRefusedEvenIfItWasBlocked() {
        assertThatThrownBy(() -> run("TERM", List.of(), "all", "TERM"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("does not block [TERM]")
                .hasMessageContaining("-Xrs");
    }

    /** This JVM was not started with blocked signals. */
    @ParameterizedTest
    @EnumSource
    void aSignalThatNotEveryThreadBlocksIsRefusedAndLeavesNoDescriptor(SignalEvent.Signal signal) throws IOException {
        assertThatThrownBy(() -> SignalFd.open(Set.of(signal))).isInstanceOf(IllegalStateException.class);
        List<String> before = DescriptorCensus.take();
        assertThatThrownBy(() -> SignalFd.open(Set.of(signal)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("env --block-signal=" + signal);
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    @Test
    void everySignalThatIsMissingIsNamed() {
        assertThatThrownBy(() -> SignalFd.open(EnumSet.of(SignalEvent.Signal.WINCH, SignalEvent.Signal.USR1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not block [USR1, WINCH]")
                .hasMessageContaining("env --block-signal=USR1,WINCH java");
    }

    @Test
    void anEmptySetOfSignalsIsRefused() {
        assertThatThrownBy(() -> SignalFd.open(Set.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
