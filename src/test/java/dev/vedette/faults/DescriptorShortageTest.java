package dev.vedette.faults;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.contract.fixture.Backends;
import dev.vedette.contract.fixture.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lack of descriptors, in a process of its own whose limit the shell sets. */
@Timeout(120)
@EnabledOnOs(value = OS.LINUX, disabledReason = "counting descriptors needs /proc")
@Tag("slow")
class DescriptorShortageTest {
    private static final int LIMIT = 96;

    private static void run(String what, Backend backend) throws Exception {
        Backends.assume(backend);
        new ChildJvm(DescriptorShortage.class, "-XX:-UseContainerSupport") // which opens files now and then
                .with(what, backend)
                .under("/bin/sh", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "sh")
                .run(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void theRefusalToOpenAPollLeavesNoDescriptor(Backend backend) throws Exception {
        run("steps", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void theRefusalToRegisterADescriptorLeavesNoDescriptor(Backend backend) throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "descriptors need Java 22");
        run("descriptors", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aVirtualThreadCanStillPoll(Backend backend) throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "polls park virtual threads since Java 24");
        run("virtual", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void openPollsGoOnAndFreedDescriptorsCanBeUsed(Backend backend) throws Exception {
        run("all", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aPollAndChannelsCanBeClosedAlsoIfNoneWasClosedBefore(Backend backend) throws Exception {
        run("close", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void theFirstPollOfAProcessCanBeOpenedLater(Backend backend) throws Exception {
        assumeFalse(
                backend == Backend.NIO && Runtime.version().feature() < 25,
                "before Java 25 the Selector fails permanently if its classes are first loaded without descriptors");
        run("first", backend);
    }
}
