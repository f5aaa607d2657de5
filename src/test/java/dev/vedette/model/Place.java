package dev.vedette.model;

/** Where an end is: there are two to each kind of pair. Whatever is there may be replaced by another. */
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
