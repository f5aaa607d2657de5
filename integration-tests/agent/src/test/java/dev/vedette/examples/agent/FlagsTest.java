package dev.vedette.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.Shell;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Poll.open()} chooses EPOLL without a flag and without a warning; on Java 17 it chooses NIO. */
class FlagsTest {
    private static final String EXPECTED = "backend " + (Shell.JAVA >= 22 ? "EPOLL" : "NIO");
    private static final String FLAGS =
            Shell.JAVA >= 22 ? "--enable-native-access=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED" : "";
    private static final String ATTRIBUTES =
            "Enable-Native-Access: ALL-UNNAMED\nAdd-Exports: java.base/sun.nio.ch\nMulti-Release: true\n";
    private static final String PROGRAM = PrintBackend.class.getName();

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void copyProgram() throws Exception {
        shell = new Shell(folder);
        shell.copy("vedette.jar", AgentJvm.JAR);
        String file = PROGRAM.replace('.', '/') + ".class";
        shell.copy(
                "classes/" + file,
                Path.of(PrintBackend.class.getResource("PrintBackend.class").toURI()));
    }

    @Test
    void withoutAnythingItIsNio() throws Exception {
        assertThat(shell.run("java -cp vedette.jar:classes " + PROGRAM)).containsExactly("backend NIO");
    }

    @Test
    void withTheAgentOnTheClassPath() throws Exception {
        assertThat(shell.run("java -javaagent:vedette.jar -cp vedette.jar:classes " + PROGRAM))
                .containsExactly(EXPECTED);
        assertThat(shell.run("java -javaagent:vedette.jar=flags -cp vedette.jar:classes " + PROGRAM))
                .containsExactly(EXPECTED);
        assertThat(shell.run("java -javaagent:vedette.jar=selectors -cp vedette.jar:classes " + PROGRAM))
                .containsExactly("backend NIO");
    }

    @Test
    void withTheAgentOnTheModulePath() throws Exception {
        shell.write("module-info.java", "module program { requires dev.vedette; exports dev.vedette.examples.agent; }");
        shell.run("javac --release 17 -p vedette.jar -d classes --patch-module program=classes module-info.java");
        assertThat(shell.run("java -javaagent:vedette.jar -p vedette.jar:classes -m program/" + PROGRAM))
                .containsExactly(EXPECTED);
        assertThat(shell.run(
                        "java -javaagent:vedette.jar=flags,selectors,jmx -p vedette.jar:classes -m program/" + PROGRAM))
                .containsExactly(EXPECTED);
    }

    @Test
    void withTheAgentInABundle() throws Exception {
        shell.write("Activator.java", """
                package bundle;
                public class Activator implements org.osgi.framework.BundleActivator {
                    public void start(org.osgi.framework.BundleContext context) throws Exception {
                        dev.vedette.examples.agent.PrintBackend.main(null);
                        Runtime.getRuntime().halt(0);
                    }
                    public void stop(org.osgi.framework.BundleContext context) {}
                }
                """);
        shell.write("bundle.mf", """
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: program
                Bundle-Activator: bundle.Activator
                Import-Package: dev.vedette,org.osgi.framework
                """);
        String felix = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("felix"))
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();
        shell.run("javac --release 17 -cp '" + felix + ":classes:vedette.jar' -d classes Activator.java");
        shell.run("jar --create --file bundle.jar --manifest bundle.mf -C classes .");
        Files.createDirectory(folder.resolve("bundles"));
        shell.copy("bundles/vedette.jar", AgentJvm.JAR);
        List<String> printed = shell.run("java -javaagent:vedette.jar -cp '" + felix + "'"
                + " '-Dfelix.auto.start.1=file:bundles/vedette.jar file:bundle.jar' org.apache.felix.main.Main");
        assertThat(printed)
                .contains(EXPECTED)
                .noneMatch(line -> line.contains("restricted")); // other warnings are Felix's
    }

    @Test
    void withAThinExecutableJar() throws Exception {
        shell.write("manifest", "Main-Class: " + PROGRAM + "\nClass-Path: vedette.jar\n" + ATTRIBUTES);
        shell.run("jar --create --file program.jar --manifest manifest -C classes .");
        assertThat(shell.run("java -jar program.jar")).containsExactly(EXPECTED);
    }

    @Test
    void withAFatExecutableJar() throws Exception {
        shell.run("cd classes && jar --extract --file ../vedette.jar && rm -r META-INF/MANIFEST.MF module-info.class");
        shell.write("manifest", "Main-Class: " + PROGRAM + "\n" + ATTRIBUTES);
        shell.run("jar --create --file program.jar --manifest manifest -C classes .");
        assertThat(shell.run("java -jar program.jar")).containsExactly(EXPECTED);
    }

    @Test
    void withAVariableOrAFileOfFlags() throws Exception {
        shell.write("flags", FLAGS + "\n");
        assertThat(shell.run("java @flags -cp vedette.jar:classes " + PROGRAM)).containsExactly(EXPECTED);
        assertThat(shell.run("JDK_JAVA_OPTIONS='" + FLAGS + "' java -cp vedette.jar:classes " + PROGRAM))
                .contains(EXPECTED) // the launcher says that it has picked up the variable
                .noneMatch(line -> line.contains("WARNING"));
    }
}
