package dev.vedette.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.vedette.internal.selector.WatchedSelectors;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelectorMetricsTest {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final String LETTERS = "abcdefghij";

    /** A name that no other test has, without a number. */
    private final String thread = "metrics-" + LETTERS.charAt(TESTS.getAndIncrement());

    private final String group = thread + " (" + SelectorMetricsTest.class.getName() + ")";
    private final SelectorMetrics metrics = new SelectorMetrics(Tags.of("application", "shop"));
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void eachGroupHasTheMetersOfAPollAndACount() throws Exception {
        metrics.bindTo(registry);
        Selector selector = select(Selector.open());
        awaitMeters();
        Set<String> expected = Arrays.stream(PollMeters.values())
                .map(meter -> meter.getName().replace("vedette.poll.", "vedette.selector."))
                .collect(Collectors.toSet());
        expected.add("vedette.selector.count");
        assertThat(registry.find("vedette.selector.count")
                        .tag("selector", group)
                        .tag("application", "shop")
                        .gauge())
                .isNotNull();
        assertThat(meters())
                .extracting(meter -> meter.getId().getName())
                .containsOnlyOnceElementsOf(
                        Set.of("vedette.selector.count", "vedette.selector.dispatch", "vedette.selector.dispatch.max"));
        assertThat(meters().stream().map(meter -> meter.getId().getName()).collect(Collectors.toSet()))
                .isEqualTo(expected);
        assertThat(open()).isEqualTo(1);
        close(selector);
        assertThat(open()).isZero();
    }

    @Test
    void totalsSurviveTheSelectors() throws Exception {
        metrics.bindTo(registry);
        for (int i = 0; i < 5; i++) {
            close(select(Selector.open()));
        }
        awaitMeters();
        FunctionCounter timeouts = registry.find("vedette.selector.timeouts")
                .tag("selector", group)
                .functionCounter();
        assertThat(timeouts.count()).isEqualTo(5);
    }

    @Test
    void groupsThatExistAreBoundAtOnce() throws Exception {
        metrics.bindTo(new SimpleMeterRegistry()); // has selectors observed
        Selector selector = select(Selector.open());
        metrics.bindTo(registry);
        assertThat(meters()).isNotEmpty();
        close(selector);
    }

    @Test
    void bindingTwiceBindsOnce() throws Exception {
        metrics.bindTo(registry);
        metrics.bindTo(registry);
        close(select(Selector.open()));
        awaitMeters();
        int meters = meters().size();
        metrics.bindTo(registry);
        assertThat(meters()).hasSize(meters);
    }

    @Test
    void closingRemovesTheMetersAndTheyCanBeBoundAgain() throws Exception {
        metrics.bindTo(registry);
        Selector selector = select(Selector.open());
        awaitMeters();
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
        metrics.bindTo(registry);
        assertThat(meters()).isNotEmpty();
        close(selector);
    }

    @Test
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> metrics.bindTo(null));
        assertThatNullPointerException().isThrownBy(() -> new SelectorMetrics(null));
    }

    private List<Meter> meters() {
        return registry.getMeters().stream()
                .filter(meter -> group.equals(meter.getId().getTag("selector")))
                .toList();
    }

    private double open() {
        return registry.find("vedette.selector.count")
                .tag("selector", group)
                .gauge()
                .value();
    }

    /** New groups are bound by another thread. The meter registered last is the average number of events. */
    private void awaitMeters() throws InterruptedException {
        while (registry.find("vedette.selector.events.per.poll")
                        .tag("selector", group)
                        .gauge()
                == null) {
            Thread.sleep(1);
        }
    }

    private Selector select(Selector selector) throws Exception {
        inThread(() -> WatchedSelectors.select(selector, null, 0));
        return selector;
    }

    private void close(Selector selector) throws Exception {
        inThread(() -> WatchedSelectors.close(selector));
    }

    private interface Body {
        void run() throws Throwable;
    }

    private void inThread(Body body) throws Exception {
        CountDownLatch succeeded = new CountDownLatch(1);
        Thread other = new Thread(
                () -> {
                    try {
                        body.run();
                        succeeded.countDown();
                    } catch (Throwable e) {
                        e.printStackTrace();
                    }
                },
                thread);
        other.start();
        other.join();
        assertThat(succeeded.getCount()).isZero();
    }
}
