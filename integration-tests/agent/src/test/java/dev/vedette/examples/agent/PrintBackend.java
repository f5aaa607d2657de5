package dev.vedette.examples.agent;

import dev.vedette.Poll;

/** Prints the backend of a Poll. */
public final class PrintBackend {
    private PrintBackend() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        try (Poll poll = Poll.open()) {
            System.out.println("backend " + poll.backend());
        }
    }
}
