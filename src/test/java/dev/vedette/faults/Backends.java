package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.Poll;
import java.io.IOException;

/** Which backends this JVM has. */
public final class Backends {
    private Backends() {}

    /** Skips the test where there is no such backend, by the reason; but fails where there must be. */
    public static void assume(Backend backend) throws IOException {
        try {
            Poll.builder().backend(backend).open().close();
        } catch (UnsupportedOperationException e) {
            assertThat(Boolean.getBoolean("vedette.expectEpoll"))
                    .as(e.getMessage())
                    .isFalse();
            assumeTrue(false, e.getMessage());
        }
    }
}
