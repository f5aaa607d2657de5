package dev.vedette.internal.nio;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.Readiness;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/** What a key is registered for, as its attachment; a change replaces it whole. */
final class Registration {
    final long token;
    final Interest interest;
    final boolean oneshot;

    /**
     * Its place in the queue: how many events the backend had delivered when this was served, or else when it was new.
     * Written by the polling thread; a thread that changes the registration carries it over, or an older one.
     */
    int served;

    // The polling thread's.

    /** The last poll in which a selection has shown the key. */
    int shownIn;

    /** The operations for which the key was ready then. */
    int readyOperations;

    Registration(long token, Interest interest, Trigger trigger, int served) {
        this.token = token;
        this.interest = interest;
        this.oneshot = trigger == Trigger.ONESHOT;
        this.served = served;
    }

    /** The operations of this channel that stand for the interest. */
    int operations(SelectableChannel channel) {
        int operations = 0;
        if (interest.isReadable()) {
            operations |= SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
        }
        if (interest.isWritable()) {
            operations |= SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
        }
        return operations & channel.validOps();
    }

    /** What the ready operations mean to this registration. */
    int readiness() {
        int readiness = 0;
        if (interest.isReadable() && (readyOperations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
            readiness |= Readiness.READABLE;
        }
        if (interest.isWritable() && (readyOperations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            readiness |= Readiness.WRITABLE;
        }
        return readiness;
    }
}
