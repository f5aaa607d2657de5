package dev.vedette.internal.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Task;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Polls under a recording of this JVM. */
@Timeout(60)
class JfrEventsTest {
    @TempDir
    Path folder;

    private final Events events = Events.withCapacity(8);

    /** Records all events during a body, and returns those of one Poll. */
    private List<RecordedEvent> record(String name, Work work) throws Exception {
        Path file = folder.resolve(name + ".jfr");
        try (Recording recording = new Recording()) {
            for (String event : List.of("Poll", "Dispatch", "Stall", "Registration", "Wakeup", "PollOpened")) {
                recording.enable("dev.vedette." + event).withoutThreshold();
            }
            recording.enable("dev.vedette.Stall").withPeriod(Duration.ofMillis(100));
            recording.enable("dev.vedette.PollStatistics").withPeriod(Duration.ofMillis(100));
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.vedette."))
                .filter(event -> event.getString("name").equals(name))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)) // a file contains them thread by thread
                .toList();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static List<RecordedEvent> only(String type, List<RecordedEvent> recorded) {
        return recorded.stream()
                .filter(event -> event.getEventType().getName().equals("dev.vedette." + type))
                .toList();
    }

    private static Poll open(String name) throws Exception {
        return Poll.builder().name(name).backend(Backend.NIO).open();
    }

    @Test
    void aPollIsRecordedFromItsOpeningToItsEnd() throws Exception {
        List<RecordedEvent> recorded = record("whole", () -> {
            Pipe pipe = Pipe.open();
            try (Poll poll = open("whole");
                    Pipe.SourceChannel source = pipe.source()) {
                source.configureBlocking(false);
                poll.registry().register(source, 7, Interest.READABLE);
                poll.poll(events, Duration.ofMillis(30));
                Thread.sleep(20);
                poll.registry().waker(9).wake();
                poll.poll(events);
                poll.registry().deregister(source);
                pipe.sink().close();
            }
        });
        RecordedEvent opened = only("PollOpened", recorded).get(0);
        assertThat(opened.getString("backend")).isEqualTo("NIO");
        assertThat(opened.getString("reason")).contains("builder");

        List<RecordedEvent> waits = only("Poll", recorded);
        assertThat(waits).hasSize(2);
        assertThat(waits.get(0).getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        assertThat(waits.get(0).getDuration("timeout")).isEqualTo(Duration.ofMillis(30));
        assertThat(waits.get(0).getInt("events")).isZero();
        assertThat(waits.get(0).getBoolean("woken")).isFalse();
        assertThat(waits.get(1).getDuration("timeout")).isGreaterThanOrEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(waits.get(1).getInt("events")).isEqualTo(1);
        assertThat(waits.get(1).getBoolean("woken")).isTrue();
        assertThat(waits.get(1).getString("backend")).isEqualTo("NIO");

        List<RecordedEvent> dispatches = only("Dispatch", recorded);
        assertThat(dispatches).hasSize(1);
        assertThat(dispatches.get(0).getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(dispatches.get(0).getInt("events")).isZero();

        List<RecordedEvent> registrations = only("Registration", recorded);
        assertThat(registrations)
                .extracting(event -> event.getString("operation"))
                .containsExactly("register", "deregister");
        assertThat(registrations.get(0).getLong("token")).isEqualTo(7);
        assertThat(registrations.get(0).getString("interest")).isEqualTo("READABLE");
        assertThat(registrations.get(0).getString("trigger")).isEqualTo("LEVEL");
        assertThat(registrations.get(0).getString("source")).isNotBlank();

        List<RecordedEvent> wakeups = only("Wakeup", recorded);
        assertThat(wakeups).extracting(event -> event.getLong("token")).containsExactly(9L);

        List<RecordedEvent> statistics = only("PollStatistics", recorded);
        RecordedEvent last = statistics.get(statistics.size() - 1);
        assertThat(last.getLong("polls")).isEqualTo(2);
        assertThat(last.getLong("events")).isEqualTo(1);
        assertThat(last.getLong("wakeups")).isEqualTo(1);
        assertThat(last.getDuration("waitTime")).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        assertThat(last.getDuration("dispatchTime")).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(last.getFloat("utilization")).isBetween(0f, 1f);
        assertThat(last.getDuration("currentDispatch")).isZero();
        assertThat(statistics)
                .anyMatch(event -> event.getDuration("dispatchMax").compareTo(Duration.ofMillis(20)) >= 0
                        && event.getDuration("dispatchP50").equals(event.getDuration("dispatchMax"))
                        && event.getDuration("dispatchP99").equals(event.getDuration("dispatchMax")));
        assertThat(recorded).allMatch(event -> event.getStackTrace() == null);
    }

    @Test
    void aPollThatIsAlreadyOpenIsRecordedFromItsNextPollOn() throws Exception {
        try (Poll poll = open("early")) {
            poll.poll(events, Duration.ZERO);
            Thread.sleep(50);
            List<RecordedEvent> recorded = record("early", () -> {
                poll.poll(events, Duration.ZERO);
                poll.poll(events, Duration.ZERO);
            });
            assertThat(only("Poll", recorded)).hasSize(2);
            assertThat(only("Dispatch", recorded)).hasSize(1);
            assertThat(only("PollOpened", recorded)).isEmpty();
        }
    }

    @Test
    void aRecordingThatBeginsDuringAPollInventsNoEvent() throws Exception {
        try (Poll poll = open("amid")) {
            Waker waker = poll.registry().waker(1);
            Task<Integer> looping = Task.start(() -> poll.poll(events)).awaitInPoll();
            Thread.sleep(200);
            Instant begin = Instant.now().minusMillis(100); // the recording and the test use different clocks
            List<RecordedEvent> recorded = record("amid", () -> {
                waker.wake();
                looping.join();
                poll.poll(events, Duration.ZERO);
            });
            assertThat(only("Poll", recorded)).hasSize(1);
            assertThat(only("Poll", recorded).get(0).getInt("events")).isZero();
            assertThat(recorded).allMatch(event -> event.getStartTime().isAfter(begin));
        }
    }

    @Test
    void wakesThatCoalesceAreOneEventThatBeginsWithTheFirst() throws Exception {
        List<RecordedEvent> recorded = record("coalesced", () -> {
            try (Poll poll = open("coalesced")) {
                Waker waker = poll.registry().waker(1);
                waker.wake();
                Thread.sleep(30);
                waker.wake();
                poll.poll(events);
            }
        });
        assertThat(only("Wakeup", recorded)).hasSize(1);
        assertThat(only("Wakeup", recorded).get(0).getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    /** Flight Recorder notices a new periodic event once a second. */
    @Test
    void periodicStatisticsStopWithTheirPoll() throws Exception {
        AtomicReference<Instant> closed = new AtomicReference<>();
        List<RecordedEvent> recorded = record("stopping", () -> {
            try (Poll poll = open("stopping")) {
                pollUntilStatisticsAreTaken(poll);
            }
            closed.set(Instant.now());
            try (Poll other = open("other")) {
                pollUntilStatisticsAreTaken(other);
            }
        });
        List<RecordedEvent> statistics = only("PollStatistics", recorded);
        assertThat(statistics).hasSizeGreaterThanOrEqualTo(2);
        assertThat(statistics.get(0).getLong("polls")).isZero();
        RecordedEvent last = statistics.get(statistics.size() - 1);
        assertThat(last.getLong("polls")).isEqualTo(1);
        assertThat(last.getStartTime())
                .isBefore(closed.get().plusMillis(100)); // the recording and the test use different clocks
    }

    private void pollUntilStatisticsAreTaken(Poll poll) throws Exception {
        Waker waker = poll.registry().waker(1);
        try (RecordingStream stream = new RecordingStream()) {
            stream.enable("dev.vedette.PollStatistics").withPeriod(Duration.ofMillis(100));
            stream.onEvent("dev.vedette.PollStatistics", event -> {
                if (event.getString("name").equals(poll.name())) {
                    waker.wake();
                }
            });
            stream.startAsync();
            assertThat(poll.poll(events, Duration.ofSeconds(25))).isEqualTo(1);
        }
    }

    @Test
    void theEventsAreRegisteredWhileAPollIsOpen() throws Exception {
        FlightRecorder recorder = FlightRecorder.getFlightRecorder();
        try (Poll first = open("first")) {
            try (Poll second = open("second")) {
                assertThat(names(recorder)).hasSize(7);
                second.poll(events, Duration.ZERO);
            }
            assertThat(names(recorder)).hasSize(7);
            first.poll(events, Duration.ZERO);
        }
        assertThat(names(recorder)).isEmpty();
        open("third").close();
        assertThat(names(recorder)).isEmpty();
    }

    private static List<String> names(FlightRecorder recorder) {
        return recorder.getEventTypes().stream()
                .map(EventType::getName)
                .filter(name -> name.startsWith("dev.vedette."))
                .toList();
    }
}
