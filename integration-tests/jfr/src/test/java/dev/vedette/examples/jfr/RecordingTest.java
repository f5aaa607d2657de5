package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(1200)
class RecordingTest {
    /**
     * Flight Recorder and {@code System.nanoTime} read different clocks, which may also run at slightly different
     * rates.
     */
    private static final Duration CLOCKS = Duration.ofMillis(2);

    private static final int CLOCKS_PERCENT = 1;

    private static final Duration STALL = Duration.ofMillis(Load.STALL_MS);

    /** The threshold in {@code vedette.jfc}. */
    private static final Duration SLOW = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private LoadProcess load;
    private List<RecordedEvent> recorded;

    private void record(String settings) throws Exception {
        Path file = folder.resolve("load.jfr");
        load = LoadProcess.run(
                folder,
                List.of("-XX:StartFlightRecording:settings=default,settings="
                        + Path.of(System.getProperty("settings"), settings) + ",filename=" + file));
        recorded = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.vedette."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    private List<RecordedEvent> events(String name) {
        return recorded.stream()
                .filter(event -> event.getEventType().getName().equals("dev.vedette." + name))
                .toList();
    }

    /** Returns the minimum duration of an event that lasts at least as long as the program measured. */
    private static Duration atLeast(long measuredNs) {
        return Duration.ofNanos(measuredNs - measuredNs / 100 * CLOCKS_PERCENT).minus(CLOCKS);
    }

    /** Returns the maximum duration of an event that lasts at most as long as the program measured. */
    private static Duration atMost(long measuredNs) {
        return Duration.ofNanos(measuredNs + measuredNs / 100 * CLOCKS_PERCENT).plus(CLOCKS);
    }

    private static List<String> strings(List<RecordedEvent> events, String field) {
        return events.stream().map(event -> event.getString(field)).toList();
    }

    @Test
    void theProfileHoldsEverythingThatHappened() throws Exception {
        record("vedette-profile.jfc");
        assertThat(strings(recorded, "name")).containsOnly(Load.NAME);
        assertThat(recorded).allMatch(event -> event.getStackTrace() == null);
        checkOpened();
        checkRegistrations();
        checkWaits();
        checkDispatches();
        checkWakeups();
        checkStatistics();
    }

    private void checkOpened() {
        assertThat(strings(events("PollOpened"), "backend")).containsExactly(System.getProperty("expected.backend"));
        assertThat(events("PollOpened").get(0).getString("reason")).isNotBlank();
    }

    private void checkRegistrations() {
        List<RecordedEvent> registrations = events("Registration");
        assertThat(strings(registrations, "operation")).containsExactly("register", "deregister");
        RecordedEvent register = registrations.get(0);
        assertThat(register.getLong("token")).isEqualTo(Load.MESSAGE);
        assertThat(register.getString("source")).isNotBlank();
        assertThat(register.getString("interest")).isEqualTo("READABLE");
        assertThat(register.getString("trigger")).isEqualTo("LEVEL");
    }

    private void checkWaits() {
        List<RecordedEvent> waits = events("Poll");
        assertThat(waits).hasSize((int) load.number("polls"));
        assertThat(waits.stream().mapToInt(event -> event.getInt("events")).sum())
                .isEqualTo((int) load.number("events"));
        assertThat(waits.stream().filter(event -> event.getInt("events") == 0)).hasSize((int) load.number("timeouts"));
        assertThat(waits.stream().filter(event -> event.getBoolean("woken"))).hasSize((int) load.number("wakeups"));
        assertThat(strings(waits, "backend")).containsOnly(System.getProperty("expected.backend"));
        List<RecordedEvent> last = waits.subList(waits.size() - Load.TIMEOUTS, waits.size());
        assertThat(last).allSatisfy(event -> {
            assertThat(event.getDuration("timeout")).isEqualTo(Duration.ofMillis(5));
            assertThat(event.getDuration())
                    .isGreaterThanOrEqualTo(Duration.ofMillis(5).minus(CLOCKS));
        });
    }

    /** Compares every dispatch with the program's own times, because a busy machine may stall the program anywhere. */
    private void checkDispatches() {
        List<RecordedEvent> dispatches = events("Dispatch");
        List<Long> between = load.numbers("dispatch.between.ns");
        List<Long> around = load.numbers("dispatch.around.ns");
        assertThat(dispatches).hasSize((int) load.number("polls") - 1).hasSameSizeAs(between);
        for (int i = 0; i < dispatches.size(); i++) {
            assertThat(dispatches.get(i).getDuration())
                    .as("dispatch %d", i)
                    .isBetween(atLeast(between.get(i)), atMost(around.get(i)));
        }
        RecordedEvent stall = dispatches.get((int) load.number("stall.dispatch"));
        assertThat(stall.getDuration()).isGreaterThanOrEqualTo(STALL);
        assertThat(stall.getInt("events")).isEqualTo(1);
        assertThat(stall.getThread().getJavaName()).isEqualTo("main");
    }

    /**
     * Checks the number of recorded dispatches that reach the threshold. There are at least as many as certainly
     * reached it, and at most as many as possibly reached it. The two numbers differ only by dispatches near the
     * threshold and by stalls inside a poll.
     */
    private void checkCount(Duration threshold) {
        long certain = load.numbers("dispatch.between.ns").stream()
                .filter(ns -> atLeast(ns).compareTo(threshold) >= 0)
                .count();
        long possible = load.numbers("dispatch.around.ns").stream()
                .filter(ns -> atMost(ns).compareTo(threshold) >= 0)
                .count();
        assertThat(certain).isPositive();
        assertThat(events("Dispatch").stream()
                        .filter(event -> event.getDuration().compareTo(threshold) >= 0)
                        .count())
                .isBetween(certain, possible);
    }

    /**
     * Compares the wake-ups with the program's own times, which begin before a wake-up and end after the return of the
     * poll.
     */
    private void checkWakeups() {
        List<RecordedEvent> wakeups = events("Wakeup");
        List<Long> measured = load.numbers("wake.ns");
        assertThat(wakeups).hasSize((int) load.number("wakeups")).hasSize(measured.size() + 1);
        for (int i = 0; i < measured.size(); i++) {
            assertThat(wakeups.get(i).getLong("token")).isEqualTo(Load.WAKE);
            assertThat(wakeups.get(i).getDuration()).isPositive().isLessThanOrEqualTo(atMost(measured.get(i)));
        }
        assertThat(wakeups.get(measured.size()).getLong("token")).isEqualTo(Load.STALL);
        long sum = wakeups.stream()
                .mapToLong(event -> event.getDuration().toNanos())
                .sum();
        long measuredSum = measured.stream().mapToLong(Long::longValue).sum();
        assertThat(sum).as("of %s ns measured", measuredSum).isGreaterThan(measuredSum / 10);
    }

    private void checkStatistics() {
        for (String count : List.of("polls", "events", "wakeups", "timeouts")) {
            assertThat(load.number("statistics." + count)).as(count).isEqualTo(load.number(count));
        }
        assertThat(load.number("messages")).isEqualTo(Load.MESSAGES);
        assertThat(load.number("events")).isEqualTo(Load.MESSAGES + Load.WAKES + 1);
        assertThat(load.number("wakeups")).isEqualTo(Load.WAKES + 1);
        assertThat(load.number("statistics.longestDispatchNs")).isGreaterThanOrEqualTo(STALL.toNanos());

        List<RecordedEvent> statistics = events("PollStatistics");
        RecordedEvent last = statistics.get(statistics.size() - 1);
        for (String count : List.of("polls", "events", "wakeups")) {
            assertThat(last.getLong(count)).as(count).isEqualTo(load.number(count));
        }
        assertThat(last.getDuration("dispatchTime")).isGreaterThanOrEqualTo(STALL);
        assertThat(last.getDuration("waitTime")).isPositive();
        assertThat(last.getFloat("utilization")).isBetween(0f, 1f).isPositive();
        assertThat(statistics)
                .anyMatch(event -> event.getDuration("dispatchMax").compareTo(STALL) >= 0)
                .allMatch(event -> event.getDuration("dispatchP50").compareTo(event.getDuration("dispatchP99")) <= 0)
                .allMatch(event -> event.getDuration("dispatchP99").compareTo(event.getDuration("dispatchMax")) <= 0);
        assertThat(last.getDuration("currentDispatch")).as("the Poll is closed").isZero();
    }

    @Test
    void theCheapSettingsRecordSlowWaitsAndDispatches() throws Exception {
        record("vedette.jfc");
        assertThat(events("PollOpened")).hasSize(1);
        assertThat(events("PollStatistics")).isNotEmpty();
        assertThat(events("Wakeup")).isEmpty();
        assertThat(events("Registration")).isEmpty();
        assertThat(events("Poll")).allMatch(event -> event.getDuration().compareTo(SLOW) >= 0);
        assertThat(events("Dispatch")).allMatch(event -> event.getDuration().compareTo(SLOW) >= 0);
        checkCount(SLOW);
        checkCount(STALL);
        int stall = (int) load.number("stall.dispatch");
        assertThat(events("Dispatch")).anySatisfy(event -> {
            assertThat(event.getInt("events")).isEqualTo(1);
            assertThat(event.getDuration())
                    .isBetween(
                            atLeast(load.numbers("dispatch.between.ns").get(stall)),
                            atMost(load.numbers("dispatch.around.ns").get(stall)));
        });
    }

    @Test
    void withoutOurSettingsTheDefaultsAreCheap() throws Exception {
        Path file = folder.resolve("load.jfr");
        LoadProcess.run(folder, List.of("-XX:StartFlightRecording:settings=default,filename=" + file));
        assertThat(RecordingFile.readAllEvents(file).stream()
                        .map(event -> event.getEventType().getName())
                        .filter(name -> name.startsWith("dev.vedette."))
                        .distinct())
                .contains("dev.vedette.PollOpened", "dev.vedette.PollStatistics", "dev.vedette.Dispatch")
                .doesNotContain("dev.vedette.Wakeup", "dev.vedette.Registration");
    }

    @Test
    void everythingWorksWithoutFlightRecorder() throws Exception {
        LoadProcess bare = LoadProcess.run(folder, List.of("--limit-modules", "java.base"), "statistics");
        assertThat(bare.lines()).contains("backend " + System.getProperty("expected.backend"));
        for (String count : List.of("polls", "events", "wakeups", "timeouts")) {
            assertThat(bare.number("statistics." + count)).as(count).isEqualTo(bare.number(count));
        }
    }

    @Test
    void nothingIsCountedWithoutAnObserver() throws Exception {
        LoadProcess quiet = LoadProcess.run(folder, List.of());
        assertThat(quiet.number("statistics.polls")).isZero();
    }
}
