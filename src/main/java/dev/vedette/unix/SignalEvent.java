package dev.vedette.unix;

import java.nio.ByteBuffer;

/**
 * A signal that {@link SignalFd} has received.
 *
 * @param signal which
 * @param code why it was sent, {@code si_code} of {@code sigaction(2)}: 0 by {@code kill(2)}, more than 0 by the kernel
 * @param pid the process that sent it, or of {@link Signal#CHLD} the child; 0 if the kernel sent it
 * @param uid the real user of that process
 */
public record SignalEvent(Signal signal, int code, long pid, long uid) {
    /** The signals of {@code signal(7)} that a JVM can leave to a program. */
    public enum Signal {
        /** The terminal is gone, or the configuration is to be read again; the JVM's own without {@code -Xrs}. */
        HUP(1),
        /** Interrupted from the keyboard; the JVM's own without {@code -Xrs}. */
        INT(2),
        /** The program's to define. */
        USR1(10),
        /** A timer of {@code alarm(2)}. */
        ALRM(14),
        /** The program is to end; the JVM's own without {@code -Xrs}. */
        TERM(15),
        /** A child has ended or stopped. The JVM waits for its children without it. */
        CHLD(17),
        /** A socket has urgent data. */
        URG(23),
        /** The window has another size. */
        WINCH(28),
        /** Something can be read or written, {@code O_ASYNC}. */
        IO(29),
        /** The power fails. */
        PWR(30);

        final int number;

        Signal(int number) {
            this.number = number;
        }

        long bit() {
            return 1L << (number - 1);
        }

        static Signal of(int number) {
            for (Signal signal : values()) {
                if (signal.number == number) {
                    return signal;
                }
            }
            throw new IllegalArgumentException("signal " + number);
        }
    }

    /** The size of a record, and its fields. */
    private static final int SIZE = 128;

    private static final int SIGNO = 0;
    private static final int CODE = 8;
    private static final int PID = 12;
    private static final int UID = 16;

    /**
     * Decodes the next record of a buffer:
     *
     * <pre>{@code
     * struct signalfd_siginfo {
     *     uint32_t ssi_signo;
     *     int32_t  ssi_errno;
     *     int32_t  ssi_code;
     *     uint32_t ssi_pid;
     *     uint32_t ssi_uid;
     *     ...                  // 128 bytes in all
     * };
     * }</pre>
     */
    static SignalEvent read(ByteBuffer records) {
        int start = records.position();
        records.position(start + SIZE);
        return new SignalEvent(
                Signal.of(records.getInt(start + SIGNO)),
                records.getInt(start + CODE),
                Integer.toUnsignedLong(records.getInt(start + PID)),
                Integer.toUnsignedLong(records.getInt(start + UID)));
    }
}
