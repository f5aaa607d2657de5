package dev.vedette.examples.https.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads for the tasks of handshakes, which take milliseconds and would delay the other connections of a loop. */
final class Tasks {
    private Tasks() {}

    static ExecutorService newExecutor() {
        return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "handshakes");
            thread.setDaemon(true);
            return thread;
        });
    }
}
