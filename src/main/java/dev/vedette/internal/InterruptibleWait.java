package dev.vedette.internal;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * Makes a native wait interruptible with public API alone.
 *
 * <p>{@link AbstractSelector} lets its subclasses bracket a wait with {@code begin} and {@code end}; a thread that is
 * interrupted in between, or was before, has {@code wakeup} called on its behalf. The interrupting thread may do so
 * <em>after</em> the wait has ended (JDK 21 and newer call it outside the lock), so the action must be safe at any
 * time. Nothing else of a Selector is here.
 */
final class InterruptibleWait extends AbstractSelector {
    private final PollCore core;

    InterruptibleWait(PollCore core) {
        super(null);
        this.core = core;
    }

    void beginWait() {
        begin();
    }

    void endWait() {
        end();
    }

    @Override
    public Selector wakeup() {
        core.wakeQuietly();
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }
}
