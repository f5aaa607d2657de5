package dev.vedette.examples.devices;

import dev.vedette.examples.loop.Loop;
import dev.vedette.unix.TimerFd;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Counts the ticks of a timer. The timer also reports the ticks that a late loop has missed. */
final class Ticker implements Closeable {
    static final Duration PERIOD = Duration.ofMillis(10);

    private final TimerFd timer = TimerFd.monotonic();
    private long ticks;

    Ticker(Loop loop) throws IOException {
        Watched.start(loop, "ticks", timer, this::tick);
        timer.every(PERIOD);
    }

    private void tick() throws IOException {
        ticks += timer.expirations();
        Report.print("ticks", Long.toString(ticks));
    }

    @Override
    public void close() throws IOException {
        timer.close();
    }
}
