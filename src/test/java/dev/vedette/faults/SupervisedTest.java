package dev.vedette.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.DescriptorCensus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A SecurityManager keeps the library away from Flight Recorder: then there is none, and all the rest works. */
@Timeout(180)
@Tag("slow")
class SupervisedTest {
    private static final String TO_LOOK_AT_DESCRIPTORS =
            "permission java.io.FilePermission \"/proc/self/fd\", \"read\";";
    private static final String TO_SEE_FLIGHT_RECORDER = "permission java.lang.RuntimePermission \"getClassLoader\";"
            + "permission java.lang.RuntimePermission \"accessClassInPackage.jdk.jfr.internal\";";

    @TempDir
    Path directory;

    @BeforeAll
    static void assumeThatThereIsOne() {
        assumeTrue(Runtime.version().feature() < 24, "since Java 24 there is no SecurityManager");
        DescriptorCensus.assumeAvailable();
    }

    @Test
    void aLibraryThatMayNotSeeFlightRecorderDoesWithout() throws Exception {
        run(TO_LOOK_AT_DESCRIPTORS);
    }

    @Test
    void aLibraryThatMayNotUseFlightRecorderDoesWithout() throws Exception {
        run(TO_LOOK_AT_DESCRIPTORS + TO_SEE_FLIGHT_RECORDER);
    }

    private void run(String permissions) throws Exception {
        Path policy = Files.writeString(directory.resolve("policy"), "grant {" + permissions + "};");
        new ChildJvm(
                        Supervised.class,
                        "-Djava.security.manager",
                        "-Djava.security.policy==" + policy) // alone, without the policy of the user
                .run(Duration.ofMinutes(1));
    }
}
