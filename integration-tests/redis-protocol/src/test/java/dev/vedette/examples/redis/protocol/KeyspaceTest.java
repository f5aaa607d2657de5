package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeyspaceTest {
    private static final byte[] COUNTER = "counter".getBytes(ISO_8859_1);

    private final Keyspace keyspace = new Keyspace();

    @Test
    @Timeout(600)
    void noIncrementOfConcurrentThreadsIsLost() throws Exception {
        int threads = 4;
        int increments = 20_000;
        Callable<Long> incrementing = () -> {
            long last = 0;
            for (int i = 0; i < increments; i++) {
                last = keyspace.increment(COUNTER);
            }
            return last;
        };

        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Long> lasts = new ArrayList<>();
        try {
            for (Future<Long> last : executor.invokeAll(Collections.nCopies(threads, incrementing))) {
                lasts.add(last.get());
            }
        } finally {
            executor.shutdownNow();
        }

        assertThat(lasts).contains((long) threads * increments);
        assertThat(keyspace.get(COUNTER)).asString(ISO_8859_1).isEqualTo(Long.toString((long) threads * increments));
    }

    @Test
    @Timeout(60)
    void keysWithTheSameHashCodeAreNotSlow() {
        // "Aa" and "BB" have the same hash code, and so do all sequences of them: 2^16 keys in one bin.
        for (int i = 0; i < 1 << 16; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            keyspace.set(key.toString().getBytes(ISO_8859_1), COUNTER);
        }

        assertThat(keyspace.size()).isEqualTo(1 << 16);
    }
}
