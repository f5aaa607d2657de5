package dev.vedette.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program of README.md, and a client that puts it to the test. */
public final class Echo {
    private static final Pattern PORT = Pattern.compile("echoes on /127\\.0\\.0\\.1:(\\d+)");

    private Echo() {}

    /** Does what the README asks of its reader: the JAR and the program are in the folder. */
    public static void prepare(Shell shell) throws Exception {
        shell.copy("vedette.jar", jarOf(Class.forName("dev.vedette.Poll")));
        // any port will do, and 7007 may be taken
        shell.write("Echo.java", Readme.block("A program", "java").replace("7007", "0"));
    }

    /** The JAR that a class is from. */
    public static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** What the program says of its poll when a command has started it and it echoes; the JVM has nothing to say. */
    public static String greetingOf(Shell shell, String command) throws IOException {
        try (RunningProgram echo = RunningProgram.start(shell, command)) {
            String greeting = exchange(echo);
            if (!echo.errors().isEmpty()) {
                throw new AssertionError(command + "\n" + echo.errors());
            }
            return greeting;
        }
    }

    /** Sends the program that was just started more than it can hold at once; what it has said of its poll. */
    public static String exchange(RunningProgram echo) throws IOException {
        String greeting = echo.awaitLine("echoes on");
        Matcher port = PORT.matcher(greeting);
        if (!port.find()) {
            throw new AssertionError(greeting);
        }
        byte[] bytes = new byte[4 << 20];
        new Random(1).nextBytes(bytes);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1))));
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> send(bytes, socket));
            if (!Arrays.equals(socket.getInputStream().readAllBytes(), bytes)) {
                throw new AssertionError("not what was sent");
            }
            writer.join();
        }
        if (!echo.isAlive()) {
            throw new AssertionError("ended with its first client:\n" + echo.errors());
        }
        return greeting;
    }

    private static void send(byte[] bytes, Socket socket) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
