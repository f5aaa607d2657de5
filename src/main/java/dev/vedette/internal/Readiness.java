package dev.vedette.internal;

import java.util.StringJoiner;

/** The bits that say what a source is ready for, and what a program is interested in. */
public final class Readiness {
    public static final int READABLE = 1;
    public static final int WRITABLE = 1 << 1;
    public static final int PRIORITY = 1 << 2;
    public static final int ERROR = 1 << 3;
    public static final int READ_CLOSED = 1 << 4;
    public static final int WRITE_CLOSED = 1 << 5;

    /** The bits that can be asked for. The others, and READ_CLOSED with READABLE, come unasked. */
    public static final int INTEREST_MASK = READABLE | WRITABLE | PRIORITY | READ_CLOSED;

    private static final String[] NAMES = {"READABLE", "WRITABLE", "PRIORITY", "ERROR", "READ_CLOSED", "WRITE_CLOSED"};

    private Readiness() {}

    public static String toString(int bits) {
        StringJoiner names = new StringJoiner("|");
        for (int i = 0; i < NAMES.length; i++) {
            if ((bits & 1 << i) != 0) {
                names.add(NAMES[i]);
            }
        }
        return names.toString();
    }
}
