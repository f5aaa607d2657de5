package dev.vedette.examples.devices;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.unix.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.HashMap;
import java.util.Map;

/** An event loop: one thread, one Poll, and a handler for each token. */
final class Loop implements Closeable {
    /** Handles the events of one source. */
    @FunctionalInterface
    interface Handler {
        void handle(Event event) throws IOException;
    }

    private final Poll poll = Poll.open();
    private final Events events = Events.withCapacity(64);
    private final Map<Long, Handler> handlers = new HashMap<>();
    private long lastToken;
    private boolean isStopped;

    Loop() throws IOException {}

    /** Returns the name of the Poll's backend. */
    String backend() {
        return poll.backend().toString();
    }

    /**
     * Registers a descriptor and returns its token. Every backend supports edge triggers for descriptors, so the
     * handler must read until nothing is left.
     */
    long add(Descriptor descriptor, Handler handler) throws IOException {
        poll.registry().register(descriptor, ++lastToken, Interest.READABLE, Trigger.EDGE);
        handlers.put(lastToken, handler);
        return lastToken;
    }

    /** Registers a channel and returns its token. Channels are level-triggered, which every backend supports. */
    long add(SelectableChannel channel, Handler handler) throws IOException {
        poll.registry().register(channel, ++lastToken, Interest.READABLE, Trigger.LEVEL);
        handlers.put(lastToken, handler);
        return lastToken;
    }

    /** Changes the interest of a channel. */
    void change(SelectableChannel channel, long token, Interest interest) throws IOException {
        poll.registry().reregister(channel, token, interest, Trigger.LEVEL);
    }

    /** Closes a descriptor. Events that the last poll has already returned for it are ignored. */
    void close(Descriptor descriptor, long token) throws IOException {
        handlers.remove(token);
        descriptor.close();
    }

    /** Closes a channel. Events that the last poll has already returned for it are ignored. */
    void close(SelectableChannel channel, long token) throws IOException {
        handlers.remove(token);
        poll.registry().close(channel);
    }

    /** Runs until a handler calls {@link #stop}. */
    void run() throws IOException {
        while (!isStopped) {
            poll.poll(events);
            for (Event event : events) {
                Handler handler = handlers.get(event.token());
                if (handler != null) {
                    handler.handle(event);
                }
            }
        }
    }

    void stop() {
        isStopped = true;
    }

    @Override
    public void close() throws IOException {
        poll.close();
    }
}
