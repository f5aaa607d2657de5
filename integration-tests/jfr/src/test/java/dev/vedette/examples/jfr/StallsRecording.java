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
    static final class Stall extends Event {
        String name;
        Thread thread;

        @Timespan(Timespan.NANOSECONDS)
        long age;

        String state;
        String stack;
        String lock;
        String owner;
    }

    /** A loop that has a short stall and then hangs, and one that is seen in a dispatch that ends. */
    static void hanging(Path file) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Recording recording = new Recording()) {
            List.of("dev.vedette.Dispatch", "dev.vedette.Stall").forEach(recording::enable);
            recording.start();
            long start = System.nanoTime();
            Thread recovers = start("recovering-loop", () -> dispatch("recovers", () -> Thread.sleep(300)));
            Thread hangs = start("hanging-loop", () -> {
                dispatch("hangs", () -> Thread.sleep(30));
                dispatch("hangs", end::await);
            });
            Thread.sleep(100);
            stall("recovers", recovers, start);
            recovers.join();
            long hanging = start + Duration.ofMillis(50).toNanos();
            stall("hangs", hangs, hanging);
            Thread.sleep(300);
            stall("hangs", hangs, hanging);
            Thread.sleep(100);
            recording.stop();
            recording.dump(file);
            end.countDown();
            hangs.join();
        }
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

    private static void stall(String name, Thread thread, long startNs) {
        Stall stall = new Stall();
        stall.name = name;
        stall.thread = thread;
        stall.age = System.nanoTime() - startNs;
        stall.state = "BLOCKED";
        stall.stack = """
                java.base/java.lang.Object.wait0(Native Method)
                app//com.example.Handler.acquire(Handler.java:42)
                com.example.Loop.run(Loop.java:7)
                """;
        stall.lock = "java.lang.Object@1b2c3d";
        stall.owner = "the other thread";
        stall.commit();
    }

    private static Thread start(String name, Handler handler) {
        Thread thread = new Thread(
                () -> {
                    try {
                        handler.handle();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.start();
        return thread;
    }
}
