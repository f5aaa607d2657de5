package dev.vedette.faults;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Poll;
import java.io.File;
import java.io.IOException;
import java.time.Duration;

/**
 * Opens Polls under a SecurityManager, which {@link SupervisedTest} brings. Uses nothing that needs more permissions
 * than a Poll does, except for a look at the descriptors.
 */
final class Supervised {
    private Supervised() {}

    public static void main(String[] arguments) throws IOException {
        use(Poll.open());
        int before = descriptors();
        for (int i = 0; i < 3; i++) {
            use(Poll.open());
            use(Poll.builder().backend(Backend.NIO).statistics(true).open());
        }
        if (descriptors() != before) {
            throw new AssertionError("descriptors: " + before + " before, " + descriptors() + " after");
        }
    }

    private static void use(Poll poll) throws IOException {
        Events events = Events.withCapacity(1);
        poll.registry().waker(1).wake();
        if (poll.poll(events, Duration.ofSeconds(20)) != 1) {
            throw new AssertionError(poll + " has seen no wake");
        }
        poll.close();
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }
}
