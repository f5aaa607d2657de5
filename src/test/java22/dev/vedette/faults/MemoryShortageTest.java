package dev.vedette.faults;

import dev.vedette.Backend;
import dev.vedette.contract.fixture.Backends;
import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.LinuxOnly;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In a process of its own, with so little native memory that a Poll finds none. Without collections on request, which
 * would give back what earlier Polls have used.
 */
@Timeout(180)
@Tag("slow")
@LinuxOnly
class MemoryShortageTest {
    @Test
    void aPollThatFindsNoMemoryWhenItIsOpenedLeavesNoDescriptor() throws Exception {
        Backends.assume(Backend.EPOLL);
        new ChildJvm(MemoryShortage.class, "-XX:MaxDirectMemorySize=" + MemoryShortage.LIMIT, "-XX:+DisableExplicitGC")
                .run(Duration.ofMinutes(2));
    }
}
