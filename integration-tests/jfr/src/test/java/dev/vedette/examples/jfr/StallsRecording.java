package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Recordings for {@code jfr/stalls}. */
final class StallsRecording {
    /** What the README recommends for programs that run for long. */
    static final String CHEAP = "settings=default,settings=" + settings("vedette.jfc");

    private StallsRecording() {}

    static Path settings(String name) {
        return Path.of(System.getProperty("settings"), name);
    }

    /** Records a program in a JVM of its own. */
    static Path of(Path folder, String name, String settings, List<String> flags, Class<?> program, String... arguments)
            throws Exception {
        Path file = folder.resolve(name);
        List<String> command = new ArrayList<>(StallsTool.java());
        command.add("-Xmx96m");
        command.addAll(flags);
        command.add("-XX:StartFlightRecording:" + settings + ",filename=" + file);
        command.addAll(List.of("-cp", location(program) + ":" + location(Poll.class), program.getName()));
        command.addAll(List.of(arguments));
        StallsTool.Result result = StallsTool.start(folder, command);
        assertThat(result.status()).as(result.output() + result.errors()).isZero();
        return file;
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** A recording of a program that has nothing to do with Vedette. */
    static void foreign(Path file) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ThreadSleep").withThreshold(Duration.ZERO);
            recording.start();
            Thread.sleep(20);
            recording.stop();
            recording.dump(file);
        }
    }

    /** The event of a dispatch, as the library commits it. */
    @Name("dev.vedette.Dispatch")
    @StackTrace(false)
    static final class Dispatch extends Event {
        String name;
        int events;
    }

    /** What the library commits while a dispatch lasts. */
    @Name("dev.vedette.Stall")
    @StackTrace(false)
    static class Stall extends Event {
        String name;

        @Timespan(Timespan.NANOSECONDS)
        long age;

        String state;
        String stack;
        String lock;
        String owner;
    }

    /** The same with the thread itself. */
    @Name("dev.vedette.Stall")
    @StackTrace(false)
    static final class StallOfThread extends Stall {
        Thread thread;

        StallOfThread(Thread thread) {
            this.thread = thread;
        }
    }

    /** The same with the name of the thread. */
    @Name("dev.vedette.Stall")
    @StackTrace(false)
    static final class StallOfName extends Stall {
        String thread;

        StallOfName(Thread thread) {
            this.thread = thread.getName();
        }
    }

    /** What the library commits every second, as far as it concerns the dispatch in progress. */
    @Name("dev.vedette.PollStatistics")
    @StackTrace(false)
    static final class PollStatistics extends Event {
        String name;
        long polls;

        @Timespan(Timespan.NANOSECONDS)
        long currentDispatch;
    }

    /**
     * A loop that has a short stall and then hangs, one that is seen in a dispatch that ends, and one of which only the
     * statistics tell that it is in a dispatch.
     *
     * @param named whether the thread of the loop is given by its name
     */
    static void hanging(Path file, boolean named) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch hang = new CountDownLatch(1);
        try (Recording recording = new Recording()) {
            List.of("dev.vedette.Dispatch", "dev.vedette.Stall", "dev.vedette.PollStatistics")
                    .forEach(recording::enable);
            recording.start();
            LoopThread recovers = new LoopThread("recovering-loop", named);
            LoopThread hangs = new LoopThread("hanging-loop", named);
            recovers.start("recovers", end::await);
            recovers.commitStall("recovers");
            end.countDown();
            recovers.join();
            hangs.start("hangs", () -> Thread.sleep(30));
            hangs.join();
            hangs.start("hangs", hang::await);
            hangs.commitStall("hangs");
            Thread.sleep(300);
            hangs.commitStall("hangs");
            commitStatistics("hangs", hangs.age());
            commitStatistics("counted", Duration.ofMillis(70).toNanos());
            dispatch("last", () -> Thread.sleep(30));
            recording.stop();
            recording.dump(file);
            hang.countDown();
            hangs.join();
        }
    }

    private static void commitStatistics(String name, long currentDispatch) {
        PollStatistics statistics = new PollStatistics();
        statistics.name = name;
        statistics.currentDispatch = currentDispatch;
        statistics.commit();
    }

    private interface Handler {
        void handle() throws Exception;
    }

    private static void dispatch(String name, Handler handler) throws Exception {
        Dispatch dispatch = new Dispatch();
        dispatch.name = name;
        dispatch.events = 1;
        dispatch.begin();
        handler.handle();
        dispatch.commit();
    }

    /** A thread in one dispatch, and what is seen of it from another thread. */
    private static final class LoopThread {
        private final String name;
        private final boolean named;
        private Thread thread;
        private long begunNs;

        LoopThread(String name, boolean named) {
            this.name = name;
            this.named = named;
        }

        /** Returns when the dispatch has begun. */
        void start(String loop, Handler handler) throws Exception {
            CountDownLatch begun = new CountDownLatch(1);
            thread = new Thread(
                    () -> {
                        try {
                            dispatch(loop, () -> {
                                begunNs = System.nanoTime();
                                begun.countDown();
                                handler.handle();
                            });
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    name);
            thread.start();
            begun.await();
        }

        void join() throws Exception {
            thread.join();
        }

        long age() {
            return System.nanoTime() - begunNs;
        }

        /** After a while. */
        void commitStall(String loop) throws Exception {
            Thread.sleep(100);
            Stall stall = named ? new StallOfName(thread) : new StallOfThread(thread);
            stall.name = loop;
            stall.age = age();
            stall.state = "BLOCKED";
            stall.stack = """
                    java.lang.Object.wait0
                    com.example.Handler.acquire line: 42
                    com.example.Loop.run line: 7
                    """;
            stall.lock = "java.lang.Object@1b2c3d";
            stall.owner = "the other thread";
            stall.commit();
        }
    }
}
