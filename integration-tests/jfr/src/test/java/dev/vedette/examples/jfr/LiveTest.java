package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Events;
import dev.vedette.Poll;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that observes its own loops while they run. */
@Timeout(600)
class LiveTest {
    @Test
    void aStallIsReportedWhileTheLoopRuns() throws Exception {
        BlockingQueue<RecordedEvent> stalls = new LinkedBlockingQueue<>();
        BlockingQueue<RecordedEvent> statistics = new LinkedBlockingQueue<>();
        try (Poll poll = Poll.builder().name("live").open();
                RecordingStream stream = new RecordingStream()) {
            stream.setReuse(false);
            stream.enable("dev.vedette.Dispatch").withThreshold(Duration.ofMillis(100));
            stream.enable("dev.vedette.PollStatistics").withPeriod(Duration.ofMillis(100));
            stream.onEvent("dev.vedette.Dispatch", stalls::add);
            stream.onEvent("dev.vedette.PollStatistics", statistics::add);
            stream.startAsync();
            Events events = Events.withCapacity(1);
            poll.poll(events, Duration.ofMillis(10));
            Thread.sleep(150);
            RecordedEvent stall = null;
            while (stall == null) {
                poll.poll(events, Duration.ofMillis(10));
                stall = stalls.poll();
            }
            assertThat(stall.getString("name")).isEqualTo("live");
            assertThat(stall.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(148));
            RecordedEvent counted = statistics.poll(5, TimeUnit.MINUTES);
            assertThat(counted).isNotNull();
            assertThat(counted.getString("name")).isEqualTo("live");
        }
    }
}
