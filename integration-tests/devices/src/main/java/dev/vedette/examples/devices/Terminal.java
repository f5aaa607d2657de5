package dev.vedette.examples.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vedette.unix.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A terminal, {@code tty(4)}: every line that is typed there is a command for a child, which answers when it ends. */
final class Terminal implements Closeable {
    private final Loop loop;
    private final Children children;
    private final Descriptor terminal;
    private final long token;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096); // the longest line of a terminal

    Terminal(Loop loop, Children children, Path path) throws IOException {
        this.loop = loop;
        this.children = children;
        terminal = Descriptor.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        token = loop.add(terminal, event -> typed());
    }

    private void typed() throws IOException {
        int count;
        // in its usual mode a terminal gives one line with every read, when it is complete
        while ((count = terminal.read(buffer.clear())) > 0) {
            String line = UTF_8.decode(buffer.flip()).toString().strip();
            Report.say("terminal", line);
            children.start(line, exit -> answer(line + " has ended with " + exit));
        }
        if (count < 0) {
            loop.close(terminal, token);
            Report.say("terminal", "hung up");
        }
    }

    /** As far as there is room: nobody may be there to read it. */
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
