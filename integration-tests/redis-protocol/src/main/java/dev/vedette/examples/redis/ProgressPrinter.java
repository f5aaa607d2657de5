package dev.vedette.examples.redis;

import dev.vedette.PollStatistics;
import dev.vedette.examples.redis.server.EventLoopServer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Prints the activity of a server every second. */
final class ProgressPrinter implements AutoCloseable {
    private final EventLoopServer server;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private Reading last;
    private int seconds;

    private record Reading(long nanos, long requests, long events, long polls) {
        static Reading of(EventLoopServer server) {
            PollStatistics statistics = server.poll().statistics();
            return new Reading(
                    System.nanoTime(), server.counters().requests(), statistics.events(), statistics.polls());
        }
    }

    private ProgressPrinter(EventLoopServer server) {
        this.server = server;
        last = Reading.of(server);
    }

    static ProgressPrinter start(EventLoopServer server) {
        ProgressPrinter printer = new ProgressPrinter(server);
        printer.timer.scheduleAtFixedRate(printer::print, 1, 1, TimeUnit.SECONDS);
        return printer;
    }

    private void print() {
        Reading now = Reading.of(server);
        double elapsed = (now.nanos - last.nanos) / (double) TimeUnit.SECONDS.toNanos(1);
        long polls = Math.max(1, now.polls - last.polls);
        System.out.printf(
                "%3d s  %,5d connections  %,12.0f requests/s  %6.1f events/poll%n",
                ++seconds,
                server.counters().connectionsOpen(),
                (now.requests - last.requests) / elapsed,
                (now.events - last.events) / (double) polls);
        last = now;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
