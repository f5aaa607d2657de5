package dev.vedette.internal.nio;

/** The attachment of a key, and so of all that have turns in the rounds of {@link NioBackend}. */
abstract class Turn {
    /** The last round in which it had its turn; written by the polling thread. */
    int round;

    Turn(int round) {
        this.round = round;
    }
}
