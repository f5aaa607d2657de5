package dev.vedette.benchmarks.observation;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.benchmarks.AverageNs;
import dev.vedette.benchmarks.Sockets;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cost of observing a poll: the same poll, with one ready channel, without and with an observer. */
@State(Scope.Thread)
public class ObservationBenchmark extends AverageNs {
    /** The observer of the Poll. */
    public enum Watched {
        /** None; Flight Recorder is not started. */
        NOT,
        /** The Poll's own statistics. */
        BY_STATISTICS,
        /** Flight Recorder is running, with all events of Vedette disabled. */
        BY_NO_EVENT,
        /** Flight Recorder is running, with all events of Vedette enabled and their thresholds at the default. */
        BY_DEFAULT_EVENTS
    }

    @Param
    public Watched watched;

    private Sockets sockets;
    private Poll poll;
    private Recording recording;
    private final Events events = Events.withCapacity(16);

    @Setup
    public void open() throws IOException {
        sockets = new Sockets(1, 1);
        poll = Poll.builder()
                .backend(Backend.EPOLL)
                .statistics(watched == Watched.BY_STATISTICS)
                .open();
        poll.registry().register(sockets.channels().get(0), 1, Interest.READABLE);
        if (watched == Watched.BY_NO_EVENT || watched == Watched.BY_DEFAULT_EVENTS) {
            recording = new Recording();
            FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .map(type -> type.getName())
                    .filter(name -> name.startsWith("dev.vedette."))
                    .forEach(watched == Watched.BY_NO_EVENT ? recording::disable : recording::enable);
            recording.start();
        }
    }

    @TearDown
    public void close() throws IOException {
        poll.close();
        sockets.close();
        if (recording != null) {
            recording.close();
        }
    }

    @Benchmark
    public int poll() throws IOException {
        return poll.poll(events, 0, TimeUnit.NANOSECONDS);
    }
}
