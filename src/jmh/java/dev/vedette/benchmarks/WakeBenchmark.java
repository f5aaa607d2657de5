package dev.vedette.benchmarks;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Waker;
import java.io.IOException;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a wake costs the waker, and how long it takes to another thread and back. */
@State(Scope.Thread)
public class WakeBenchmark extends AverageNs {
    /** For how long each of the two polls before it sleeps, in microseconds. */
    @State(Scope.Thread)
    public static class PingPong {
        /** 0 sleeps at once. */
        @Param({"0", "50"})
        public int busyPollUs;

        private Poll here;
        private Poll there;
        private Waker pong;
        private Thread echo;
        private final Events events = Events.withCapacity(1);

        /** Starts the other thread. */
        @Setup
        public void open() throws IOException {
            here = open(busyPollUs);
            there = open(busyPollUs);
            Waker ping = here.registry().waker(1);
            pong = there.registry().waker(2);
            echo = new Thread(() -> echo(there, ping));
            echo.start();
        }

        private static Poll open(int busyPollUs) throws IOException {
            return Poll.builder()
                    .backend(Backend.EPOLL)
                    .busyPoll(Duration.ofNanos(busyPollUs * 1_000L))
                    .open();
        }

        private static void echo(Poll poll, Waker answer) {
            Events events = Events.withCapacity(1);
            try {
                while (true) {
                    poll.poll(events);
                    answer.wake();
                }
            } catch (IOException | IllegalStateException e) {
                // closed
            }
        }

        /** Stops it. */
        @TearDown
        public void close() throws Exception {
            there.close();
            echo.join();
            here.close();
        }
    }

    private Poll poll;
    private Waker waker;

    /** Opens a Poll that nobody sleeps in. */
    @Setup
    public void open() throws IOException {
        poll = Poll.builder().backend(Backend.EPOLL).open();
        waker = poll.registry().waker(1);
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
        poll.close();
    }

    @Benchmark
    public void wakeOfAnAwakePoll() {
        waker.wake();
    }

    @Benchmark
    public int roundTrip(PingPong state) throws IOException {
        state.pong.wake();
        return state.here.poll(state.events);
    }
}
