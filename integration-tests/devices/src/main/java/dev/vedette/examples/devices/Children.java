package dev.vedette.examples.devices;

import dev.vedette.examples.loop.Loop;
import dev.vedette.unix.Descriptor;
import dev.vedette.unix.ProcessFd;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** Runs child processes, and prints their output and their exit values. No thread waits for them. */
final class Children implements Closeable {
    /** Receives the exit value of a child. */
    @FunctionalInterface
    interface ExitListener {
        void exited(int exitValue) throws IOException;
    }

    private final Loop loop;
    private final Set<Child> running = new HashSet<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    Children(Loop loop) {
        this.loop = loop;
    }

    /** Starts a shell command. */
    void start(String command, ExitListener listener) throws IOException {
        Path fifo = makeFifo();
        try {
            Descriptor output = Descriptor.open(fifo, StandardOpenOption.READ);
            try {
                Process process = new ProcessBuilder("sh", "-c", command)
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(fifo.toFile()))
                        .start();
                new Child(process, output, listener).watch();
            } catch (IOException | RuntimeException e) {
                output.close();
                throw e;
            }
        } finally {
            // a FIFO that is open works without its name
            Files.delete(fifo);
            Files.delete(fifo.getParent());
        }
    }

    /** Creates a FIFO. The JDK cannot create one itself, and does not expose the pipes of its processes. */
    private static Path makeFifo() throws IOException {
        Path fifo = Files.createTempDirectory("child").resolve("output");
        int exitValue = waitFor(
                new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start());
        if (exitValue != 0) {
            throw new IOException("mkfifo exited with " + exitValue);
        }
        return fifo;
    }

    /** Waits for a process that is about to exit. */
    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public void close() throws IOException {
        for (Child child : running) {
            child.process.destroy();
            child.exit.close();
            child.output.close();
        }
    }

    private final class Child {
        private final Process process;
        private final Descriptor output;
        private final ExitListener listener;
        private final Lines lines = new Lines();
        private ProcessFd exit;
        private Watched watchedOutput;
        private Watched watchedExit;

        Child(Process process, Descriptor output, ExitListener listener) {
            this.process = process;
            this.output = output;
            this.listener = listener;
        }

        void watch() throws IOException {
            watchedOutput = Watched.start(loop, "child " + process.pid(), output, this::read);
            try {
                exit = ProcessFd.open(process.toHandle());
            } catch (IOException e) {
                if (process.isAlive()) {
                    throw e;
                }
                finish(); // it exited before it could be watched
                return;
            }
            running.add(this);
            watchedExit = Watched.start(loop, "child " + process.pid(), exit, this::exited);
        }

        private void read() throws IOException {
            while (output.read(buffer.clear()) > 0) {
                lines.add(buffer.flip()).forEach(this::print);
            }
        }

        private void print(String line) {
            Report.print("child " + process.pid(), line);
        }

        private void exited() throws IOException {
            running.remove(this);
            watchedExit.stop();
            finish();
        }

        /** Prints the rest of the output, which is complete by now, and then the exit value. */
        private void finish() throws IOException {
            read();
            lines.rest().ifPresent(this::print);
            watchedOutput.stop();
            int exitValue = waitFor(process); // the JVM reaps the process, possibly a moment later
            print("exited with " + exitValue);
            listener.exited(exitValue);
        }
    }
}
