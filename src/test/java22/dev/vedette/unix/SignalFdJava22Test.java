package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.contract.DescriptorCensus;
import dev.vedette.faults.ChildJvm;
import dev.vedette.faults.SignalProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class SignalFdJava22Test {
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

    private static void run(String signal, String... jvmOptions) throws Exception {
        assumeTrue(env(signal), "needs GNU env 8.31 or newer");
        new ChildJvm(SignalProgram.class, jvmOptions)
                .with(signal)
                .under("env", "--block-signal=" + signal)
                .run(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"USR1", "CHLD", "WINCH"})
    void noSignalIsLostThatWhoeverStartedTheJvmHasBlocked(String signal) throws Exception {
        run(signal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void thoseThatEndTheJvmCanBeHadToo(String signal) throws Exception {
        run(signal, "-Xrs");
    }

    @Test
    void oneThatTheJvmNeedsIsRefusedThoughItWasBlocked() {
        assertThatThrownBy(() -> run("TERM"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("does not block [TERM]")
                .hasMessageContaining("-Xrs");
    }

    /** This JVM was not started so. */
    @ParameterizedTest
    @EnumSource
    void whatNotEveryThreadBlocksIsRefusedAndLeavesNothing(SignalEvent.Signal signal) throws IOException {
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
    void noSignalIsRefused() {
        assertThatThrownBy(() -> SignalFd.open(Set.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
