package dev.vedette.examples.devices;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a stream of bytes into lines. The bytes arrive in pieces, which may end in the middle of a character. */
final class Lines {
    /** The beginning of a line whose end has not arrived yet. */
    private final ByteArrayOutputStream partialLine = new ByteArrayOutputStream();

    /** Adds bytes, and returns the lines that they complete. */
    List<String> add(ByteBuffer bytes) {
        List<String> complete = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                complete.add(partialLine.toString(StandardCharsets.UTF_8));
                partialLine.reset();
            } else {
                partialLine.write(next);
            }
        }
        return complete;
    }

    /** Returns the incomplete last line at the end of the stream, or empty if there is none. */
    Optional<String> rest() {
        Optional<String> rest =
                partialLine.size() == 0 ? Optional.empty() : Optional.of(partialLine.toString(StandardCharsets.UTF_8));
        partialLine.reset();
        return rest;
    }
}
