package dev.vedette.examples.devices;

import dev.vedette.unix.TimerFd;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Ticks; a loop that is late is told how many ticks there were. */
final class Ticker implements Closeable {
    static final Duration PERIOD = Duration.ofMillis(10);

    private final TimerFd timer = TimerFd.monotonic();
    private long ticks;

    Ticker(Loop loop) throws IOException {
        loop.add(timer, event -> tick());
        timer.every(PERIOD);
    }

    private void tick() throws IOException {
        ticks += timer.expirations();
        Report.say("ticks", Long.toString(ticks));
    }

    @Override
    public void close() throws IOException {
        timer.close();
    }
}
