package dev.vedette.internal.nio;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.Readiness;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/** What a key is registered for, as its attachment; a change replaces it whole. */
final class Registration {
    final long token;
    final Interest interest;
    final boolean oneshot;

    /** Whether it cannot be changed. */
    final boolean exclusive;

    /**
     * The place in the queue of {@link ReadyKeys}. Written by the polling thread; a thread that changes the
     * registration copies it, and an old value costs others a turn.
     */
    int place;

    // The polling thread's.

    /** The number of the last poll that was shown the key. */
    int shownIn;

    /** The key, from then on. */
    SelectionKey key;

    /** The operations for which the key was ready then. */
    int readyOperations;

    Registration(long token, Interest interest, Trigger trigger, boolean exclusive, int place) {
        this.token = token;
        this.interest = interest;
        this.oneshot = trigger == Trigger.ONESHOT;
        this.exclusive = exclusive;
        this.place = place;
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

    /**
     * Takes the place of another registration of a key.
     *
     * @throws CancelledKeyException if the key is cancelled
     */
    void replaceAt(SelectionKey key) {
        int operations = operations(key.channel());
        synchronized (key) {
            key.attach(this);
            key.interestOps(operations);
        }
    }

    /**
     * Takes the interest of the key away, so that it is not reported again. {@code false} if it has been changed or
     * deregistered since it was shown.
     */
    boolean disarm() {
        SelectionKey shown = key;
        try {
            synchronized (shown) {
                boolean current = shown.attachment() == this;
                if (current) {
                    shown.interestOps(0);
                }
                return current;
            }
        } catch (CancelledKeyException e) {
            return false;
        }
    }

    /** The registration of a key in words. */
    String describe(SelectionKey ofThis) {
        String trigger = exclusive ? "exclusive" : oneshot ? "ONESHOT" : "LEVEL";
        boolean disarmed = oneshot && interest != Interest.NONE && ofThis.interestOps() == 0;
        return ofThis.channel() + ", " + (disarmed ? "ONESHOT, disarmed" : interest + ", " + trigger) + ", token "
                + token;
    }
}
