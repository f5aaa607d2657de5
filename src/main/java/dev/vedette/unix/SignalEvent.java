package dev.vedette.unix;

import java.nio.ByteBuffer;

/**
 * A signal that {@link SignalFd} has received.
 *
 * @param signal the signal
 * @param code why the signal was sent, {@code si_code} of {@code sigaction(2)}: 0 if by {@code kill(2)}, greater than 0
 *     if by the kernel
 * @param pid the id of the process that sent the signal, or for {@link Signal#CHLD} of the child; 0 if the kernel sent
 *     it
 * @param uid the real user id of that process
 * @since 0.1
 */
public record SignalEvent(Signal signal, int code, long pid, long uid) {
    /**
     * The signals of {@code signal(7)} that a JVM can leave to a program.
     *
     * @since 0.1
     */
    public enum Signal {
        /**
         * The terminal is gone, or the program is to read its configuration again. Taken by the JVM itself unless it is
         * started with {@code -Xrs}.
         */
        HUP(1),
        /** Interrupt from the keyboard. Taken by the JVM itself unless it is started with {@code -Xrs}. */
        INT(2),
        /** Defined by the program. */
        USR1(10),
        /** A timer of {@code alarm(2)} has expired. */
        ALRM(14),
        /** The program is to end. Taken by the JVM itself unless it is started with {@code -Xrs}. */
        TERM(15),
        /** A child has ended or stopped. The JVM does not need it to wait for its children. */
        CHLD(17),
        /** A socket has urgent data. */
        URG(23),
        /** The size of the terminal window has changed. */
        WINCH(28),
        /** A descriptor with {@code O_ASYNC} can be read or written. */
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
            throw new IllegalArgumentException("unknown signal: " + number);
        }
    }

    /** The size of a record; the offsets of its fields follow. */
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
