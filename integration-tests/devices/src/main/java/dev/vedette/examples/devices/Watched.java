package dev.vedette.examples.devices;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.examples.loop.Handler;
import dev.vedette.examples.loop.Loop;
import dev.vedette.unix.Descriptor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A descriptor that a loop watches until it is closed. Every backend supports edge triggers for descriptors, so the
 * action must read until nothing is left.
 */
final class Watched implements Handler {
    private final Loop loop;
    private final String device;
    private final Descriptor descriptor;
    private final Loop.Action action;
    private long token;

    private Watched(Loop loop, String device, Descriptor descriptor, Loop.Action action) {
        this.loop = loop;
        this.device = device;
        this.descriptor = descriptor;
        this.action = action;
    }

    /** Begins to watch a descriptor, which belongs to the loop from then on. */
    static Watched start(Loop loop, String device, Descriptor descriptor, Loop.Action action) {
        Watched watched = new Watched(loop, device, descriptor, action);
        loop.open(watched);
        return watched;
    }

    @Override
    public void open(long newToken) {
        token = newToken;
        try {
            loop.registry().register(descriptor, token, Interest.READABLE, Trigger.EDGE);
        } catch (IOException e) {
            throw new UncheckedIOException(device + " cannot be watched", e); // which the loop logs
        }
    }

    /** A device that fails is closed. The others go on. */
    @Override
    public void onReady(Event event) {
        try {
            action.run();
        } catch (IOException e) {
            Report.print(device, "failed: " + e.getMessage());
            stop();
        }
    }

    @Override
    public void onShutdown() {
        stop();
    }

    /** Closes the descriptor. Events that the last poll has already returned for it are ignored. */
    void stop() {
        loop.close(token);
    }

    @Override
    public void close() throws IOException {
        descriptor.close();
    }
}
