package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class UseCountTest {
    private final UseCount uses = new UseCount();

    @Test
    void theCloserReleasesIfThereIsNoUse() {
        assertThat(uses.close()).isTrue();
        assertThat(uses.exit()).isTrue();
    }

    @Test
    void theLastToLeaveReleases() {
        assertThat(uses.tryEnter()).isTrue();
        assertThat(uses.tryEnter()).isTrue();
        assertThat(uses.close()).isTrue();
        assertThat(uses.exit()).isFalse();
        assertThat(uses.exit()).isFalse();
        assertThat(uses.exit()).isTrue();
    }

    @Test
    void thereIsNoReleaseWhileItIsOpen() {
        assertThat(uses.tryEnter()).isTrue();
        assertThat(uses.exit()).isFalse();
        assertThat(uses.isClosed()).isFalse();
    }

    @Test
    void onceClosedItCannotBeEnteredOrClosedAgain() {
        uses.close();
        assertThat(uses.isClosed()).isTrue();
        assertThat(uses.tryEnter()).isFalse();
        assertThat(uses.close()).isFalse();
    }

    @Test
    void thereIsExactlyOneReleaseAndNoUseAfterIt() throws Exception {
        int threads = 4;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 5_000; round++) {
                UseCount shared = new UseCount();
                AtomicBoolean released = new AtomicBoolean();
                AtomicInteger releases = new AtomicInteger();
                AtomicInteger usedAfterRelease = new AtomicInteger();
                CountDownLatch start = new CountDownLatch(1);
                Future<?>[] futures = new Future<?>[threads];
                for (int i = 0; i < threads; i++) {
                    boolean closes = i == 0;
                    futures[i] = executor.submit(() -> {
                        start.await();
                        for (int use = 0; use < 20; use++) {
                            boolean inside = closes && use == 10 ? shared.close() : shared.tryEnter();
                            if (inside) {
                                if (released.get()) {
                                    usedAfterRelease.incrementAndGet();
                                }
                                if (shared.exit()) {
                                    released.set(true);
                                    releases.incrementAndGet();
                                }
                            }
                        }
                        return null;
                    });
                }
                start.countDown();
                for (Future<?> future : futures) {
                    future.get(30, TimeUnit.SECONDS);
                }
                assertThat(releases).hasValue(1);
                assertThat(usedAfterRelease).hasValue(0);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
