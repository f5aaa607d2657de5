package dev.vedette.faults;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.contract.fixture.Backends;
import dev.vedette.contract.fixture.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Out of descriptors: in a process of its own, for which the shell sets the limit. */
@Timeout(120)
@EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors are counted in /proc")
class DescriptorShortageTest {
    private static final int LIMIT = 96;

    private static void run(String what, Backend backend) throws Exception {
        Backends.assume(backend);
        new ChildJvm(DescriptorShortage.class, "-XX:-UseContainerSupport") // which opens files of cgroups at times
                .with(what, backend)
                .under("/bin/sh", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "sh")
                .run(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void openingAPollIsRefusedByNameAndLeavesNothing(Backend backend) throws Exception {
        run("steps", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void registeringADescriptorIsRefusedByNameAndLeavesNothing(Backend backend) throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "descriptors need Java 22");
        run("descriptors", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aVirtualThreadPollsAllTheSame(Backend backend) throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "virtual threads are parked since Java 24");
        run("virtual", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void whatIsOpenGoesOnAndWhatIsFreedCanBeUsed(Backend backend) throws Exception {
        run("all", backend);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void theFirstPollOfAProcessCanBeOpenedLater(Backend backend) throws Exception {
        assumeFalse(
                backend == Backend.NIO && Runtime.version().feature() < 25,
                "a class of an older JDK's Selector fails for good if it is first used without descriptors");
        run("first", backend);
    }
}
