package dev.vedette.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.vedette.DurationHistogram;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.PollStatistics;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Task;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollMetricsTest {
    /** Two meters are there for three shares each, and one for twelve limits. */
    private static final int METERS = PollMeters.values().length + 2 + 2 + 11;

    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Poll poll = open("loop");
    private final Events events = Events.withCapacity(8);

    @AfterEach
    void close() throws IOException {
        poll.close();
    }

    // ---- the meters

    @Test
    void everyDocumentedMeterIsBoundAsDocumentedAndNoOther() {
        new PollMetrics(poll).bindTo(registry);
        assertThat(registry.getMeters()).hasSize(METERS);
        for (PollMeters documented : PollMeters.values()) {
            assertThat(registry.get(documented.getName()).meters()).allSatisfy(meter -> {
                Meter.Id id = meter.getId();
                assertThat(id.getType()).as(id.getName()).isEqualTo(documented.getType());
                assertThat(id.getBaseUnit()).as(id.getName()).isEqualTo(documented.getBaseUnit());
                assertThat(id.getDescription()).as(id.getName()).isEqualTo(documented.description());
                assertThat(id.getTags())
                        .as(id.getName())
                        .contains(
                                Tag.of("poll", "loop"),
                                Tag.of("backend", poll.backend().name()))
                        .extracting(Tag::getKey)
                        .containsExactlyInAnyOrderElementsOf(Stream.of(documented.getKeyNames())
                                .map(KeyName::asString)
                                .toList());
            });
        }
    }

    @Test
    void percentilesAndBucketsHaveTheDocumentedTags() {
        new PollMetrics(poll).bindTo(registry);
        assertThat(tags("vedette.poll.dispatch.percentile", "phi")).containsExactlyInAnyOrder("0.5", "0.99", "0.999");
        assertThat(tags("vedette.poll.latency", "phi")).containsExactlyInAnyOrder("0.5", "0.99", "1");
        assertThat(tags("vedette.poll.dispatch.bucket", "le"))
                .containsExactlyInAnyOrder(
                        "0.00001", "0.0001", "0.001", "0.005", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "5", "+Inf");
    }

    private List<String> tags(String meter, String key) {
        return registry.get(meter).meters().stream()
                .map(one -> one.getId().getTag(key))
                .toList();
    }

    @Test
    void tagsOfTheProgramAreOnEveryMeterAndDoNotReplaceOurs() {
        new PollMetrics(poll, Tags.of("application", "shop", "poll", "other")).bindTo(registry);
        assertThat(registry.getMeters()).hasSize(METERS).allSatisfy(meter -> {
            assertThat(meter.getId().getTag("application")).isEqualTo("shop");
            assertThat(meter.getId().getTag("poll")).isEqualTo("loop");
        });
    }

    @Test
    void bindingSwitchesTheStatisticsOn() throws IOException {
        poll.poll(events, Duration.ZERO);
        assertThat(poll.statistics().polls()).isZero();
        new PollMetrics(poll).bindTo(registry);
        poll.poll(events, Duration.ZERO);
        assertThat(poll.statistics().polls()).isOne();
    }

    @Test
    void theMetersShowTheStatistics() throws IOException {
        new PollMetrics(poll).bindTo(registry);
        poll.registry().waker(1).wake();
        poll.poll(events);
        poll.poll(events, Duration.ofMillis(2));
        poll.poll(events, Duration.ZERO);
        poll.registry().waker(2).wake();
        poll.registry().waker(3).wake();
        poll.poll(events);

        assertThat(registry.get("vedette.poll.events").functionCounter().count())
                .isEqualTo(3);
        assertThat(registry.get("vedette.poll.wakeups").functionCounter().count())
                .isEqualTo(3);
        assertThat(registry.get("vedette.poll.timeouts").functionCounter().count())
                .isEqualTo(2);
        assertThat(gauge("vedette.poll.events.per.poll")).isEqualTo(3 / 4.0);

        PollStatistics statistics = poll.statistics();
        for (String kind : List.of("wait", "dispatch")) {
            DurationHistogram durations = kind.equals("wait") ? statistics.waits() : statistics.dispatches();
            FunctionTimer timer = registry.get("vedette.poll." + kind).functionTimer();
            assertThat(timer.count()).isEqualTo(kind.equals("wait") ? 4 : 3);
            assertThat(timer.totalTime(TimeUnit.NANOSECONDS))
                    .isCloseTo(durations.total().toNanos(), withinPercentage(1e-9));
        }
        PollStatistics.LastMinute minute = statistics.lastMinute();
        assertThat(percentile("vedette.poll.latency", "1"))
                .isCloseTo(seconds(minute.waits().max()), withinPercentage(1e-9))
                .isGreaterThanOrEqualTo(0.002);
        assertThat(percentile("vedette.poll.latency", "0.5"))
                .isCloseTo(seconds(minute.waits().percentile(0.5)), withinPercentage(1e-9));
        assertThat(percentile("vedette.poll.dispatch.percentile", "0.999"))
                .isEqualTo(gauge("vedette.poll.dispatch.max"))
                .isCloseTo(seconds(minute.dispatches().max()), withinPercentage(1e-9));
        assertThat(percentile("vedette.poll.dispatch.percentile", "0.5"))
                .isCloseTo(seconds(minute.dispatches().percentile(0.5)), withinPercentage(1e-9));
    }

    private double percentile(String meter, String phi) {
        return registry.get(meter).tag("phi", phi).gauge().value();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NS_PER_S;
    }

    @Test
    void aLoopInDispatchIsToldFromOneThatPolls() throws Exception {
        new PollMetrics(poll).bindTo(registry);
        poll.poll(events, Duration.ZERO);
        Thread.sleep(20);
        assertThat(gauge("vedette.poll.dispatch.current")).isGreaterThanOrEqualTo(0.02);
        assertThat(gauge("vedette.poll.utilization")).isBetween(0.5, 1.0);
        Waker waker = poll.registry().waker(1);
        Task<Integer> polling = Task.start(() -> poll.poll(events)).awaitInPoll();
        assertThat(gauge("vedette.poll.dispatch.current")).isZero();
        waker.wake();
        polling.join();
    }

    @Test
    void theBucketsAreCumulativeCounts() throws Exception {
        new PollMetrics(poll).bindTo(registry);
        for (int i = 0; i < 3; i++) {
            poll.poll(events, Duration.ZERO);
            Thread.sleep(25);
        }
        poll.poll(events, Duration.ZERO);
        assertThat(bucket("0.02")).as("22 ms is certainly above").isZero();
        double previous = 0;
        for (String le : List.of("0.00001", "0.001", "0.02", "0.05", "0.2", "5", "+Inf")) {
            assertThat(bucket(le)).isGreaterThanOrEqualTo(previous);
            previous = bucket(le);
        }
        assertThat(bucket("+Inf")).isEqualTo(3);
    }

    private double bucket(String le) {
        return registry.get("vedette.poll.dispatch.bucket")
                .tag("le", le)
                .functionCounter()
                .count();
    }

    @Test
    void aMeterThatAFilterDeniesIsNotBound() {
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("vedette.poll.latency"));
        PollMetrics metrics = new PollMetrics(poll);
        metrics.bindTo(registry);
        assertThat(registry.getMeters()).hasSize(METERS - 3);
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void noMeterIsRegisteredIfOneCannotBe() {
        registry.gauge(
                "vedette.poll.events",
                Tags.of("poll", "loop", "backend", poll.backend().name()),
                1);
        PollMetrics metrics = new PollMetrics(poll);
        assertThatThrownBy(() -> metrics.bindTo(registry)).isInstanceOf(IllegalArgumentException.class);
        assertThat(registry.getMeters()).hasSize(1);
    }

    @Test
    void nullsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> new PollMetrics(null));
        assertThatNullPointerException().isThrownBy(() -> new PollMetrics(poll, null));
        assertThatNullPointerException().isThrownBy(() -> new PollMetrics(poll).bindTo(null));
    }

    // ---- registries

    @Test
    void bindingASecondTimeDoesNotDouble() throws IOException {
        PollMetrics first = new PollMetrics(poll);
        first.bindTo(registry);
        first.bindTo(registry);
        PollMetrics second = new PollMetrics(poll, Tags.of("application", "shop"));
        second.bindTo(registry);
        second.close();
        assertThat(registry.getMeters()).hasSize(METERS);
        poll.poll(events, Duration.ZERO);
        assertThat(registry.get("vedette.poll.timeouts").functionCounter().count())
                .isOne();
    }

    @Test
    void oneBinderServesSeveralRegistries() {
        MeterRegistry other = new SimpleMeterRegistry();
        PollMetrics metrics = new PollMetrics(poll);
        metrics.bindTo(registry);
        metrics.bindTo(other);
        assertThat(other.getMeters()).hasSize(METERS);
        assertThat(registry.getMeters()).hasSize(METERS);
        metrics.close();
        assertThat(other.getMeters()).isEmpty();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aCompositePassesTheMetersToOldAndNewRegistries() throws IOException {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(registry);
        PollMetrics metrics = new PollMetrics(poll);
        metrics.bindTo(composite);
        MeterRegistry late = new SimpleMeterRegistry();
        composite.add(late);
        poll.poll(events, Duration.ZERO);
        for (MeterRegistry part : List.of(registry, late)) {
            assertThat(part.get("vedette.poll.timeouts").functionCounter().count())
                    .isOne();
        }
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(late.getMeters()).isEmpty();
    }

    @Test
    void aPollBoundToACompositeAndToAPartOfItIsOnePollThere() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(registry);
        PollMetrics metrics = new PollMetrics(poll);
        metrics.bindTo(composite);
        metrics.bindTo(registry);
        assertThat(registry.getMeters()).hasSize(METERS);
    }

    // ---- names of Polls

    @Test
    void openPollsWithTheSameNameHaveSeparateMetersWithTheSameNamesInEveryRegistry() throws IOException {
        try (Poll second = open("loop");
                Poll third = open("loop")) {
            MeterRegistry other = new SimpleMeterRegistry();
            new PollMetrics(poll).bindTo(registry);
            new PollMetrics(second).bindTo(registry);
            new PollMetrics(third).bindTo(other);
            new PollMetrics(second).bindTo(other);
            second.poll(events, Duration.ZERO);
            assertThat(timeouts(registry, "loop")).isZero();
            assertThat(timeouts(registry, "loop-2")).isOne();
            assertThat(timeouts(other, "loop-2")).isOne();
            assertThat(timeouts(other, "loop-3")).isZero();
        }
    }

    @Test
    void aNumberThatIsAlreadyANameIsSkipped() throws IOException {
        try (Poll second = open("loop-2");
                Poll third = open("loop")) {
            for (Poll each : List.of(poll, second, third)) {
                new PollMetrics(each).bindTo(registry);
            }
            third.poll(events, Duration.ZERO);
            assertThat(timeouts(registry, "loop-2")).isZero();
            assertThat(timeouts(registry, "loop-3")).isOne();
        }
    }

    @Test
    void aPollThatReplacesAClosedOneInheritsItsNameAndStartsAtZero() throws IOException {
        new PollMetrics(poll).bindTo(registry);
        poll.poll(events, Duration.ZERO);
        poll.close();
        assertThat(timeouts(registry, "loop")).isOne();
        try (Poll successor = open("loop")) {
            new PollMetrics(successor).bindTo(registry);
            assertThat(registry.getMeters()).hasSize(METERS);
            assertThat(timeouts(registry, "loop")).isZero();
            successor.poll(events, Duration.ZERO);
            successor.poll(events, Duration.ZERO);
            assertThat(timeouts(registry, "loop")).isEqualTo(2);
        }
    }

    // ---- the end of a binding

    @Test
    void closingTheBinderRemovesItsMetersAndLeavesThePollAndTheMetersOfOthers() throws IOException {
        registry.counter("mine").increment();
        try (Poll other = open("other")) {
            new PollMetrics(other).bindTo(registry);
            PollMetrics metrics = new PollMetrics(poll);
            metrics.bindTo(registry);
            metrics.close();
            metrics.close();
            assertThat(registry.getMeters()).hasSize(METERS + 1);
            assertThat(registry.find("vedette.poll.wait").tag("poll", "loop").meter())
                    .isNull();
            assertThat(poll.isOpen()).isTrue();
        }
    }

    @Test
    void aClosedBinderCanBeBoundAgain() {
        PollMetrics metrics = new PollMetrics(poll);
        metrics.bindTo(registry);
        metrics.close();
        metrics.bindTo(registry);
        assertThat(registry.getMeters()).hasSize(METERS);
    }

    @Test
    void aClosedPollIsNotBound() throws IOException {
        PollMetrics metrics = new PollMetrics(poll);
        poll.close();
        metrics.bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void neitherTheBinderNorItsMetersKeepAPollReachable() throws Exception {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(registry);
        Poll forgotten = open("forgotten");
        PollMetrics metrics = new PollMetrics(forgotten);
        metrics.bindTo(registry);
        metrics.bindTo(composite);
        forgotten.close();
        WeakReference<Poll> reference = new WeakReference<>(forgotten);
        forgotten = null;
        awaitCollection(reference);
        assertThat(gauge("vedette.poll.dispatch.current")).isNaN();
        metrics.bindTo(registry); // the Poll is garbage, so this binds nothing
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aBindingDoesNotKeepARegistryReachable() throws Exception {
        MeterRegistry forgotten = new SimpleMeterRegistry();
        PollMetrics metrics = new PollMetrics(poll);
        metrics.bindTo(forgotten);
        WeakReference<MeterRegistry> reference = new WeakReference<>(forgotten);
        forgotten = null;
        awaitCollection(reference);
        metrics.close();
    }

    private static void awaitCollection(WeakReference<?> reference) throws InterruptedException {
        while (!reference.refersTo(null)) { // the time limit of the test ends this
            System.gc();
            Thread.sleep(10);
        }
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static double timeouts(MeterRegistry registry, String poll) {
        return registry.get("vedette.poll.timeouts")
                .tag("poll", poll)
                .functionCounter()
                .count();
    }

    private static Poll open(String name) {
        try {
            return Poll.builder().name(name).open();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
