package dev.vedette.examples.devices;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes lines of bytes that come in pieces, which may end amid a character. */
final class Lines {
    /** The beginning of a line whose end is not there yet. */
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** The lines that are complete by these bytes. */
    List<String> add(ByteBuffer bytes) {
        List<String> complete = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                complete.add(begun.toString(StandardCharsets.UTF_8));
                begun.reset();
            } else {
                begun.write(next);
            }
        }
        return complete;
    }

    /** The line that was begun, once there will be no more; empty if there is none. */
    Optional<String> rest() {
        Optional<String> rest =
                begun.size() == 0 ? Optional.empty() : Optional.of(begun.toString(StandardCharsets.UTF_8));
        begun.reset();
        return rest;
    }
}
