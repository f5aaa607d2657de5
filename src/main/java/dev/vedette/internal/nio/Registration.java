package dev.vedette.internal.nio;

import dev.vedette.Trigger;
import dev.vedette.internal.Readiness;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/** What a key is registered for, as its attachment; a change replaces it whole. */
final class Registration extends Turn {
    final long token;
    final int interest;
    final boolean oneshot;

    Registration(long token, int interest, Trigger trigger, int round) {
        super(round);
        this.token = token;
        this.interest = interest;
        this.oneshot = trigger == Trigger.ONESHOT;
    }

    /** The operations of this channel that stand for the interest. */
    int operations(SelectableChannel channel) {
        int operations = 0;
        if ((interest & Readiness.READABLE) != 0) {
            operations |= SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
        }
        if ((interest & Readiness.WRITABLE) != 0) {
            operations |= SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
        }
        return operations & channel.validOps();
    }

    /** What the ready operations mean to this registration. */
    int readiness(int readyOperations) {
        int readiness = 0;
        if ((readyOperations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
            readiness |= Readiness.READABLE;
        }
        if ((readyOperations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            readiness |= Readiness.WRITABLE;
        }
        return readiness & interest;
    }
}
