package dev.vedette.load;

import dev.vedette.Backend;
import dev.vedette.contract.fixture.Backends;
import dev.vedette.contract.fixture.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process under load does not grow. {@code -Dvedette.soak.seconds} sets the duration. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the size of a process is read from /proc")
@Tag("slow")
class SoakTest {
    private static final Duration DURATION = Duration.ofSeconds(Long.getLong("vedette.soak.seconds", 3));

    /** A small heap that is taken as a whole at the start, so that it neither hides growth nor looks like growth. */
    private static final String[] JVM_OPTIONS = {
        "-Xms48m", "-Xmx48m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-XX:NativeMemoryTracking=summary"
    };

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aProcessUnderLoadDoesNotGrow(Backend backend) throws Exception {
        Backends.assume(backend);
        System.out.print(new ChildJvm(Soak.class, JVM_OPTIONS)
                .with(backend, DURATION.toMillis())
                .run(DURATION.multipliedBy(3).plusMinutes(2)));
    }
}
