package dev.vedette.model;

/** The place of an end: each kind of pair has two. A new end may replace the one at a place. */
enum Place {
    TCP_A,
    TCP_B,
    UDP_A,
    UDP_B,
    SINK,
    SOURCE,
    UNIX_A,
    UNIX_B;

    static Place first(Kind kind) {
        return values()[2 * kind.ordinal()];
    }

    static Place second(Kind kind) {
        return values()[2 * kind.ordinal() + 1];
    }
}
