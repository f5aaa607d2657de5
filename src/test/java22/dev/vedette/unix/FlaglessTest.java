package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Descriptors in JVMs that are started without flags or modules. */
@Timeout(120)
@Tag("slow")
@LinuxOnly
class FlaglessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Registers a descriptor and prints the result. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            try (Poll poll = Poll.open();
                    Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
                System.out.println("on " + poll.backend());
                poll.registry().register(eventfd, 7, Interest.READABLE, Trigger.EDGE);
                eventfd.write(DescriptorContract.one());
                Events events = Events.withCapacity(2);
                FutureTask<Integer> waiting = new FutureTask<>(() -> poll.poll(events, Duration.ofSeconds(20)));
                Thread.ofVirtual().start(waiting);
                System.out.println("events " + waiting.get() + " token " + events.token(0));
            } catch (UnsupportedOperationException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    /** Without the flag the JVM at most warns, unless native access is denied. */
    @Test
    void noFlagIsNeeded() throws Exception {
        String output = new ChildJvm(Program.class).withoutFlags().run(PATIENCE);
        assertThat(output).contains("on NIO", "events 1 token 7");
    }

    @Test
    void nativeAccessAloneSuffices() throws Exception {
        String output = new ChildJvm(Program.class, "--enable-native-access=ALL-UNNAMED")
                .withoutFlags()
                .run(PATIENCE);
        assertThat(output).contains("on NIO", "events 1 token 7");
    }

    @Test
    void theRefusalNamesAMissingModule() throws Exception {
        String output = new ChildJvm(Program.class, "--limit-modules", "java.base")
                .withoutFlags()
                .run(PATIENCE);
        assertThat(output).contains("on NIO", "refused: ", "jdk.net", "--add-modules jdk.net");
    }

    /** The only difference is that a virtual thread pins its carrier. */
    @Test
    void epollSupportsDescriptorsWithoutTheModule() throws Exception {
        String output = new ChildJvm(Program.class, "--limit-modules", "java.base").run(PATIENCE);
        assertThat(output).contains("on EPOLL", "events 1 token 7");
    }

    @Test
    void theModuleCanBeAdded() throws Exception {
        String output = new ChildJvm(Program.class, "--limit-modules", "java.base,jdk.net", "--add-modules", "jdk.net")
                .withoutFlags()
                .run(PATIENCE);
        assertThat(output).contains("on NIO", "events 1 token 7");
    }

    /** Borrows a descriptor instead of making one, which would be refused earlier. */
    static final class Borrower {
        private Borrower() {}

        public static void main(String[] arguments) throws IOException {
            try (Poll poll = Poll.builder().backend(Backend.NIO).open()) {
                assertThatThrownBy(() -> poll.registry().register(Descriptor.borrow(0), 7, Interest.READABLE))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("--enable-native-access=ALL-UNNAMED");
            }
        }
    }

    @Test
    void theRefusalNamesTheFlagIfNativeAccessIsDenied() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "native access can be denied since Java 24");
        new ChildJvm(Borrower.class, "--illegal-native-access=deny")
                .withoutFlags()
                .run(PATIENCE);
    }
}
