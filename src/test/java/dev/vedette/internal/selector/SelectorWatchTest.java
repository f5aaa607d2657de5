package dev.vedette.internal.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.PollStatistics;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelectorWatchTest {
    /** What a thread of a test does. */
    private interface Body {
        void run() throws Throwable;
    }

    @BeforeAll
    static void listen() {
        SelectorWatch.enableStatistics();
    }

    @Test
    void aSelectCountsAsAPollAndAKeyAsAnEvent() throws Throwable {
        inThread("counts", () -> {
            try (Selector selector = Selector.open()) {
                Pipe pipe = readyPipe(selector);
                assertThat(WatchedSelectors.select(selector, null, -1)).isEqualTo(1);
                pipe.source().read(ByteBuffer.allocate(1));
                selector.selectedKeys().clear();
                assertThat(WatchedSelectors.select(selector, null, 0)).isZero();
                assertThat(WatchedSelectors.select(selector, null, 1)).isZero();
                selector.wakeup();
                assertThat(WatchedSelectors.select(selector, null, -1)).isZero();
                PollStatistics statistics = group("counts").statistics();
                assertThat(statistics.polls()).isEqualTo(4);
                assertThat(statistics.events()).isEqualTo(1);
                assertThat(statistics.timeouts()).isEqualTo(2);
                assertThat(statistics.wakeups()).isEqualTo(1);
                WatchedSelectors.close(selector);
            }
        });
    }

    @Test
    void handlersOfASelectCountAsDispatch() throws Throwable {
        inThread("handlers", () -> {
            try (Selector selector = Selector.open()) {
                for (int i = 0; i < 3; i++) {
                    readyPipe(selector);
                }
                List<Duration> current = new ArrayList<>();
                assertThat(WatchedSelectors.select(
                                selector,
                                key -> {
                                    sleep(20);
                                    current.add(group("handlers").statistics().currentDispatch());
                                },
                                -1))
                        .isEqualTo(3);
                assertThat(current.get(2)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
                WatchedSelectors.select(selector, key -> {}, 0);
                PollStatistics statistics = group("handlers").statistics();
                assertThat(statistics.events()).isEqualTo(6);
                assertThat(statistics.dispatches().count()).isEqualTo(1);
                assertThat(statistics.dispatches().total()).isGreaterThanOrEqualTo(Duration.ofMillis(60));
                WatchedSelectors.close(selector);
            }
        });
    }

    @Test
    void afterAHandlerHasThrownTheNextSelectCounts() throws Throwable {
        inThread("throws", () -> {
            try (Selector selector = Selector.open()) {
                readyPipe(selector);
                assertThatThrownBy(() -> WatchedSelectors.select(
                                selector,
                                key -> {
                                    throw new IllegalArgumentException("by the handler");
                                },
                                -1))
                        .hasMessage("by the handler");
                assertThat(WatchedSelectors.select(selector, key -> {}, -1)).isEqualTo(1);
                assertThat(group("throws").statistics().events()).isEqualTo(1);
                WatchedSelectors.close(selector);
            }
        });
    }

    @Test
    void aSelectorCanBeClosedByItsOwnHandler() throws Throwable {
        inThread("closes", () -> {
            Selector selector = Selector.open();
            readyPipe(selector);
            assertThatThrownBy(() -> WatchedSelectors.select(
                            selector,
                            key -> {
                                try {
                                    WatchedSelectors.close(selector);
                                } catch (Throwable e) {
                                    throw new AssertionError(e);
                                }
                            },
                            -1))
                    .isInstanceOf(ClosedSelectorException.class);
            assertThat(group("closes").size()).isZero();
        });
    }

    @Test
    void selectorsWhoseNamesDifferByNumbersAreOneGroupAndItsTotalsSurvive() throws Throwable {
        for (int i = 1; i <= 3; i++) {
            inThread("worker-" + i + "-of-0a1b2c3d-0000-4000-8000-0123456789ab", () -> {
                try (Selector selector = Selector.open()) {
                    WatchedSelectors.select(selector, null, 0);
                    assertThat(group("worker-#-of-#").size()).isEqualTo(1);
                    WatchedSelectors.close(selector);
                }
            });
        }
        assertThat(group("worker-#-of-#").size()).isZero();
        assertThat(group("worker-#-of-#").statistics().polls()).isEqualTo(3);
    }

    @Test
    void aSelectorIsUsedByOneThreadAfterAnother() throws Throwable {
        try (Selector selector = Selector.open()) {
            for (String thread : List.of("first", "second")) {
                inThread(thread, () -> WatchedSelectors.select(selector, null, 0));
            }
            assertThat(group("first").statistics().polls()).isEqualTo(2);
            WatchedSelectors.close(selector);
        }
    }

    @Test
    void aSelectorThatIsLetGoOfIsNotKeptAlive() throws Throwable {
        inThread("forgotten", () -> WatchedSelectors.select(Selector.open(), null, 0));
        while (group("forgotten").size() > 0) {
            System.gc();
            sleep(10);
            inThread("other", () -> {
                try (Selector selector = Selector.open()) {
                    WatchedSelectors.select(selector, null, 0); // a new selector removes those that were collected
                    WatchedSelectors.close(selector);
                }
            });
        }
        assertThat(group("forgotten").statistics().polls()).isEqualTo(1);
    }

    private static Pipe readyPipe(Selector selector) throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.source().register(selector, SelectionKey.OP_READ);
        pipe.sink().write(ByteBuffer.allocate(1));
        return pipe;
    }

    private static SelectorGroup group(String thread) {
        List<SelectorGroup> found = new ArrayList<>();
        SelectorGroups.INSTANCE.addListener(found::add);
        return found.stream()
                .filter(group -> group.name().startsWith(thread + " ("))
                .findAny()
                .orElseThrow(() -> new AssertionError(
                        thread + ": " + found.stream().map(SelectorGroup::name).toList()));
    }

    private static void inThread(String name, Body body) throws Throwable {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                },
                name);
        thread.start();
        thread.join();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
