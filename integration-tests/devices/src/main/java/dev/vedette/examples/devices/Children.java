package dev.vedette.examples.devices;

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

/** Child processes: what they say, and when they end. No thread waits for them. */
final class Children implements Closeable {
    /** Is told when a child has ended. */
    @FunctionalInterface
    interface Ending {
        void ended(int exitValue) throws IOException;
    }

    private final Loop loop;
    private final Set<Child> running = new HashSet<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    Children(Loop loop) {
        this.loop = loop;
    }

    /** Starts a command of the shell. */
    void start(String command, Ending ending) throws IOException {
        Path fifo = makeFifo();
        try {
            Descriptor output = Descriptor.open(fifo, StandardOpenOption.READ);
            try {
                Process process = new ProcessBuilder("sh", "-c", command)
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(fifo.toFile()))
                        .start();
                new Child(process, output, ending).watch();
            } catch (IOException | RuntimeException e) {
                output.close();
                throw e;
            }
        } finally {
            // who has it open keeps it
            Files.delete(fifo);
            Files.delete(fifo.getParent());
        }
    }

    /** The JDK makes none, and does not give away the pipes of its processes. */
    private static Path makeFifo() throws IOException {
        Path fifo = Files.createTempDirectory("child").resolve("output");
        int exitValue = waitFor(
                new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start());
        if (exitValue != 0) {
            throw new IOException("mkfifo has ended with " + exitValue);
        }
        return fifo;
    }

    /** For what ends in a moment. */
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
        private final Ending ending;
        private final Lines lines = new Lines();
        private ProcessFd exit;
        private long outputToken;
        private long exitToken;

        Child(Process process, Descriptor output, Ending ending) {
            this.process = process;
            this.output = output;
            this.ending = ending;
        }

        void watch() throws IOException {
            outputToken = loop.add(output, event -> read());
            try {
                exit = ProcessFd.open(process.toHandle());
            } catch (IOException e) {
                if (process.isAlive()) {
                    throw e;
                }
                ended(); // before it could be watched
                return;
            }
            running.add(this);
            exitToken = loop.add(exit, event -> exited());
        }

        private void read() throws IOException {
            while (output.read(buffer.clear()) > 0) {
                lines.add(buffer.flip()).forEach(this::said);
            }
        }

        private void said(String line) {
            Report.say("child " + process.pid(), line);
        }

        private void exited() throws IOException {
            running.remove(this);
            loop.close(exit, exitToken);
            ended();
        }

        /** What it has said is there by now, and is told first. */
        private void ended() throws IOException {
            read();
            lines.rest().ifPresent(this::said);
            loop.close(output, outputToken);
            int exitValue = waitFor(process); // the JVM reaps it, and may not have got round to it
            said("has ended with " + exitValue);
            ending.ended(exitValue);
        }
    }
}
