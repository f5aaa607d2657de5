package dev.vedette.internal;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.List;

/** A backend for tests of {@link PollCore}: it finds nothing, registers nothing, and sees changes while it waits. */
abstract class FakeBackend implements PollBackend {
    /** A core without an observer. */
    final PollCore newCore() {
        PollObserver unobserved = new PollObserver() {
            @Override
            public void opened(PollRecorder recorder) {}

            @Override
            public void closed(PollRecorder recorder) {}
        };
        return new PollCore(new PollRecorder("test", kind().name(), "a test", unobserved), this, 0);
    }

    @Override
    public Backend kind() {
        return Backend.NIO;
    }

    @Override
    public boolean supports(Trigger trigger) {
        return true;
    }

    @Override
    public boolean supportsExclusive() {
        return false;
    }

    @Override
    public boolean seesChangesWhileWaiting() {
        return true;
    }

    @Override
    public boolean waitsInterruptibly() {
        return true;
    }

    @Override
    public void register(SelectableChannel channel, long token, Interest interest, Trigger trigger) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void registerExclusive(SelectableChannel channel, long token, Interest interest) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reregister(SelectableChannel channel, long token, Interest interest, Trigger trigger)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deregister(SelectableChannel channel) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void beforeClose(SelectableChannel channel) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void afterClose(SelectableChannel channel) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void register(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void registerExclusive(int fd, long token, Interest interest) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> describe() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deregister(int fd) throws IOException {
        throw new UnsupportedOperationException();
    }
}
