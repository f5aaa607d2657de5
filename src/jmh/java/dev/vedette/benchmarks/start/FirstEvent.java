package dev.vedette.benchmarks.start;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/**
 * The parts that the measured programs have in common. They load few classes beyond those of the peer: no lambda, no
 * concatenation of strings.
 */
final class FirstEvent {
    private FirstEvent() {}

    /** Opens a pipe that holds one byte. */
    static Pipe pipeWithOneByte() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().write(ByteBuffer.allocate(1));
        return pipe;
    }

    static void receive(Pipe pipe) throws IOException {
        if (pipe.source().read(ByteBuffer.allocate(1)) != 1) {
            throw new IOException("the event was spurious");
        }
    }

    /** Prints the time since the start of main and the peer; if there is an argument, also /proc/self/status. */
    static void report(long sinceMainNs, String peer, String[] arguments) throws IOException {
        System.out.println(sinceMainNs);
        System.out.println(peer);
        if (arguments.length > 0) {
            try (FileInputStream status = new FileInputStream("/proc/self/status")) {
                status.transferTo(System.out);
            }
        }
    }
}
