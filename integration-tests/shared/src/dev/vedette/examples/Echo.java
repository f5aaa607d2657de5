package dev.vedette.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The echo program of README.md, and a client that tests it. */
public final class Echo {
    private static final Pattern PORT = Pattern.compile("echoes on /127\\.0\\.0\\.1:(\\d+)");

    private Echo() {}

    /** Puts the JAR and the program into the folder of the shell, as the README asks its reader to do. */
    public static void prepare(Shell shell) throws Exception {
        shell.copy("vedette.jar", jarOf(Class.forName("dev.vedette.Poll")));
        // any free port, because 7007 may be in use
        shell.write("Echo.java", Readme.block("A program", "java").replace("7007", "0"));
    }

    /** Returns the JAR from which a class was loaded. */
    public static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /**
     * Starts the program by a command, checks that it echoes, and returns the line in which it describes its Poll.
     * Fails if the program or its JVM prints anything to standard error.
     */
    public static String greetingOf(Shell shell, String command) throws IOException {
        try (RunningProgram echo = RunningProgram.start(shell, command)) {
            String greeting = exchange(echo);
            if (!echo.errors().isEmpty()) {
                throw new AssertionError(command + "\n" + echo.errors());
            }
            return greeting;
        }
    }

    /**
     * Sends a program that was just started more bytes than it can hold at once, and checks that all of them come back.
     * Returns the line in which the program describes its Poll.
     */
    public static String exchange(RunningProgram echo) throws IOException {
        String greeting = echo.awaitLine("echoes on");
        byte[] bytes = new byte[4 << 20];
        new Random(1).nextBytes(bytes);
        try (Socket socket = new Socket()) {
            socket.connect(addressIn(greeting));
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> send(bytes, socket));
            if (!Arrays.equals(socket.getInputStream().readAllBytes(), bytes)) {
                throw new AssertionError("the bytes received differ from the bytes sent");
            }
            writer.join();
        }
        if (!echo.isAlive()) {
            throw new AssertionError("the program exited after its first client:\n" + echo.errors());
        }
        return greeting;
    }

    /**
     * Connects as many clients as the program that was just started may have descriptors, of which it needs some
     * itself. The last client must be served when others have left.
     */
    public static void exhaust(RunningProgram echo, int descriptors) throws IOException {
        InetSocketAddress address = addressIn(echo.awaitLine("echoes on"));
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < descriptors; i++) {
                clients.add(new Socket(address.getAddress(), address.getPort()));
            }
            Socket last = clients.get(descriptors - 1);
            last.getOutputStream().write('!');
            last.setSoTimeout(500);
            try {
                throw new AssertionError(
                        "served without a descriptor: " + last.getInputStream().read());
            } catch (SocketTimeoutException e) {
                // waits in the queue of the listener
            }
            for (Socket client : clients.subList(0, descriptors / 2)) {
                client.close();
            }
            last.setSoTimeout(60_000);
            if (last.getInputStream().read() != '!') {
                throw new AssertionError("not what was sent");
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        if (!echo.isAlive()) {
            throw new AssertionError("ended without descriptors:\n" + echo.errors());
        }
    }

    private static InetSocketAddress addressIn(String greeting) {
        Matcher port = PORT.matcher(greeting);
        if (!port.find()) {
            throw new AssertionError(greeting);
        }
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1)));
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
