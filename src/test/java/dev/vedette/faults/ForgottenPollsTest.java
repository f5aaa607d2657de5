package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Backend;
import dev.vedette.contract.fixture.Backends;
import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.DescriptorCensus;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Polls that a program neither closes nor refers to any more. */
@Timeout(180)
@Tag("slow")
class ForgottenPollsTest {
    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void theyAreClosedWhenAnotherIsOpenedAndTheProgramIsToldOnce(Backend backend) throws Exception {
        Backends.assume(backend);
        DescriptorCensus.assumeAvailable();
        String output = new ChildJvm(
                        ForgottenPolls.class,
                        "-Xcomp",
                        "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=compileonly,dev.vedette.Poll::*",
                        "-XX:CompileCommand=compileonly,dev.vedette.faults.ForgottenPolls::*")
                .with(backend)
                .run(Duration.ofMinutes(1));
        assertThat(output.split("was not closed", -1)).as(output).hasSize(2);
    }
}
