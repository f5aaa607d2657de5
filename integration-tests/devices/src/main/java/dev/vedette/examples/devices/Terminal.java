package dev.vedette.examples.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vedette.examples.loop.Loop;
import dev.vedette.unix.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A terminal, see {@code tty(4)}. Every line typed there runs as a command in a child process, whose exit value is the
 * answer.
 */
final class Terminal implements Closeable {
    private final Children children;
    private final Descriptor terminal;
    private final Watched watched;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096); // the longest line that a terminal accepts

    Terminal(Loop loop, Children children, Path path) throws IOException {
        this.children = children;
        terminal = Descriptor.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        watched = Watched.start(loop, "terminal", terminal, this::readLines);
    }

    private void readLines() throws IOException {
        int count;
        // in canonical mode a read returns one complete line
        while ((count = terminal.read(buffer.clear())) > 0) {
            String line = UTF_8.decode(buffer.flip()).toString().strip();
            Report.print("terminal", line);
            children.start(line, exit -> answer(line + " exited with " + exit));
        }
        if (count < 0) {
            watched.stop();
            Report.print("terminal", "hung up");
        }
    }

    /** Writes as much as the terminal has room for. The rest is dropped, because nobody may be reading. */
    private void answer(String text) throws IOException {
        if (terminal.isOpen()) {
            terminal.write(ByteBuffer.wrap((text + "\n").getBytes(UTF_8)));
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
