package dev.vedette.examples.redis.server;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long tests wait for what must come: long enough for a machine that is busy with other things, and halts at times.
 */
final class Patience {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Patience() {}

    static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
