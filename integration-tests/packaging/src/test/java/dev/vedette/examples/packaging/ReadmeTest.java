package dev.vedette.examples.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pastes the README's program into an empty project and talks to it. */
@Timeout(120)
class ReadmeTest {
    private static final Pattern PROGRAM = Pattern.compile("```java\n(import.*?)```", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("echoes on /127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path project;

    @Test
    void theProgramEchoesOnTheClassPath() throws Exception {
        compileOnTheClassPath();
        assertThat(echo(onTheClassPath())).contains("backend=NIO");
    }

    @Test
    void theProgramEchoesOnTheClassPathWithTheFlags() throws Exception {
        Assumptions.assumeTrue(Tools.JAVA >= 22, "native backends need Java 22");
        compileOnTheClassPath();
        assertThat(echo(onTheClassPath(
                        "--enable-native-access=ALL-UNNAMED", "--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED")))
                .contains("backend=EPOLL");
    }

    @Test
    void theProgramEchoesOnTheModulePath() throws Exception {
        compileOnTheModulePath();
        assertThat(echo(onTheModulePath())).contains("backend=NIO");
    }

    @Test
    void theProgramEchoesOnTheModulePathWithTheFlags() throws Exception {
        Assumptions.assumeTrue(Tools.JAVA >= 22, "native backends need Java 22");
        compileOnTheModulePath();
        assertThat(echo(onTheModulePath(
                        "--enable-native-access=dev.vedette", "--add-exports", "java.base/sun.nio.ch=dev.vedette")))
                .contains("backend=EPOLL");
    }

    private Path writeProgram() throws IOException {
        Matcher program = PROGRAM.matcher(Files.readString(Path.of(System.getProperty("readme"))));
        assertThat(program.find()).isTrue();
        // any port will do, and 7007 may be taken
        return Files.writeString(project.resolve("Echo.java"), program.group(1).replace("7007", "0"));
    }

    private void compileOnTheClassPath() throws Exception {
        Tools.run(Tools.tool(
                "javac",
                "-Xlint:all",
                "-Werror",
                "-cp",
                Tools.jar().toString(),
                "-d",
                project.toString(),
                writeProgram().toString()));
    }

    private void compileOnTheModulePath() throws Exception {
        Path source = writeProgram();
        Files.createDirectory(project.resolve("echo"));
        Files.writeString(project.resolve("echo/Echo.java"), "package echo;\n" + Files.readString(source));
        Files.writeString(project.resolve("module-info.java"), "module echo { requires dev.vedette; }");
        Tools.run(Tools.tool(
                "javac",
                "-p",
                Tools.jar().toString(),
                "-d",
                project.resolve("modules/echo").toString(),
                project.resolve("module-info.java").toString(),
                project.resolve("echo/Echo.java").toString()));
    }

    private ProcessBuilder onTheClassPath(String... flags) {
        return java(flags, "-cp", Tools.jar() + ":" + project, "Echo");
    }

    private ProcessBuilder onTheModulePath(String... flags) {
        return java(flags, "-p", Tools.jar() + ":" + project.resolve("modules"), "-m", "echo/echo.Echo");
    }

    private static ProcessBuilder java(String[] flags, String... arguments) {
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of(arguments));
        return Tools.tool("java", all.toArray(String[]::new));
    }

    /** Starts the program, sends it more than it can hold at once, and gives back what it says of itself. */
    private static String echo(ProcessBuilder program) throws Exception {
        Process process = program.start();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            String greeting = output.readLine();
            Matcher port = PORT.matcher(greeting);
            assertThat(port.find()).as(greeting).isTrue();
            byte[] bytes = new byte[4 << 20];
            new Random(1).nextBytes(bytes);
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1))));
                CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                    try {
                        socket.getOutputStream().write(bytes);
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
                writer.get(60, TimeUnit.SECONDS);
            }
            assertThat(process.isAlive()).isTrue();
            return greeting;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
