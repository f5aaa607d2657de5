package dev.vedette.examples.redis.server;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The time that tests wait for an expected condition. It is long enough for a busy machine that stalls at times. */
final class Patience {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Patience() {}

    static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
