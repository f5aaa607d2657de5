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

@Timeout(180)
class RecordingTest {
    /** Flight Recorder and {@code System.nanoTime} read different clocks. */
    private static final Duration CLOCKS = Duration.ofMillis(2);

    private static final Duration STALL = Duration.ofMillis(Load.STALL_MS);

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
        checkStall();
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

    private void checkStall() {
        assertThat(events("Dispatch")).hasSize((int) load.number("polls") - 1);
        List<RecordedEvent> stalls = events("Dispatch").stream()
                .filter(event -> event.getDuration().compareTo(STALL) >= 0)
                .toList();
        assertThat(stalls).hasSize(1);
        assertThat(stalls.get(0).getInt("events")).isEqualTo(1);
        assertThat(stalls.get(0).getThread().getJavaName()).isEqualTo("main");
        assertThat(stalls.get(0).getDuration())
                .isLessThanOrEqualTo(Duration.ofNanos(load.number("stall.ns")).plus(CLOCKS));
    }

    /** The program's own times begin before the wake and end after the poll's return. */
    private void checkWakeups() {
        List<RecordedEvent> wakeups = events("Wakeup");
        List<Long> measured = load.numbers("wake.ns");
        assertThat(wakeups).hasSize((int) load.number("wakeups")).hasSize(measured.size() + 1);
        for (int i = 0; i < measured.size(); i++) {
            assertThat(wakeups.get(i).getLong("token")).isEqualTo(Load.WAKE);
            assertThat(wakeups.get(i).getDuration())
                    .isPositive()
                    .isLessThanOrEqualTo(Duration.ofNanos(measured.get(i)).plus(CLOCKS));
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
        assertThat(load.number("statistics.maxDispatchNs")).isGreaterThanOrEqualTo(STALL.toNanos());

        List<RecordedEvent> statistics = events("PollStatistics");
        RecordedEvent last = statistics.get(statistics.size() - 1);
        for (String count : List.of("polls", "events", "wakeups")) {
            assertThat(last.getLong(count)).as(count).isEqualTo(load.number(count));
        }
        assertThat(last.getDuration("dispatchTime")).isGreaterThanOrEqualTo(STALL);
        assertThat(last.getDuration("waitTime")).isPositive();
        assertThat(last.getFloat("utilization")).isBetween(0f, 1f).isPositive();
    }

    @Test
    void theCheapSettingsHoldWhatIsSlow() throws Exception {
        record("vedette.jfc");
        assertThat(events("PollOpened")).hasSize(1);
        assertThat(events("PollStatistics")).isNotEmpty();
        assertThat(events("Wakeup")).isEmpty();
        assertThat(events("Registration")).isEmpty();
        assertThat(events("Poll")).allMatch(event -> event.getDuration().toMillis() >= 20);
        assertThat(events("Dispatch")).allMatch(event -> event.getDuration().toMillis() >= 20);
        assertThat(events("Dispatch").stream()
                        .filter(event -> event.getDuration().compareTo(STALL) >= 0))
                .hasSize(1);
    }

    @Test
    void withoutSettingsOfOursTheDefaultsAreTheCheapOnes() throws Exception {
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
    void withNobodyLookingNothingIsCounted() throws Exception {
        LoadProcess quiet = LoadProcess.run(folder, List.of());
        assertThat(quiet.number("statistics.polls")).isZero();
    }
}
