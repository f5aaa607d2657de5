package dev.vedette.faults;

import dev.vedette.contract.fixture.BackendUnderTest;
import dev.vedette.contract.fixture.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@link StackOverflowError} anywhere in a Poll: what was begun is given up, and all else is as before. */
@Timeout(180)
@Tag("slow")
abstract class StackEndContract implements BackendUnderTest {
    /** By the interpreter, the compilers one by one, and as they come. Their frames are not of one size. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation", "-XX:+TieredCompilation"})
    @EnabledOnOs(value = OS.LINUX, disabledReason = "descriptors are counted in /proc")
    void aPollThatIsUsedAtTheEndOfAStackCanBeUsedAndClosedAfterwards(String compilers) throws Exception {
        new ChildJvm(StackEnds.class, compilers).with(backend(), 4).run(Duration.ofMinutes(2));
    }
}
