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

/** One thread, one poll, and whom to tell of which token. */
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

    /** Which backend the flags of this JVM allow. */
    String backend() {
        return poll.backend().toString();
    }

    /** Descriptors are edge-triggered on every backend: the handler reads until there is nothing. Returns the token. */
    long add(Descriptor descriptor, Handler handler) throws IOException {
        poll.registry().register(descriptor, ++lastToken, Interest.READABLE, Trigger.EDGE);
        handlers.put(lastToken, handler);
        return lastToken;
    }

    /** Channels are level-triggered, which every backend can. Returns the token. */
    long add(SelectableChannel channel, Handler handler) throws IOException {
        poll.registry().register(channel, ++lastToken, Interest.READABLE, Trigger.LEVEL);
        handlers.put(lastToken, handler);
        return lastToken;
    }

    /** Waits for something else from now on. */
    void change(SelectableChannel channel, long token, Interest interest) throws IOException {
        poll.registry().reregister(channel, token, interest, Trigger.LEVEL);
    }

    /** Closes a descriptor; events of it that are in hand already are for nobody. */
    void close(Descriptor descriptor, long token) throws IOException {
        handlers.remove(token);
        descriptor.close();
    }

    /** Closes a channel; events of it that are in hand already are for nobody. */
    void close(SelectableChannel channel, long token) throws IOException {
        handlers.remove(token);
        poll.registry().close(channel);
    }

    /** Until a handler calls {@link #stop}. */
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
