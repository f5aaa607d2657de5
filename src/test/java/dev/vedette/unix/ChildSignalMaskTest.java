package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether a child process blocks the signals that its JVM blocks, as the Javadoc of {@link SignalFd} says. */
@Timeout(60)
@Tag("slow")
class ChildSignalMaskTest {
    private static final long USR1 = 1L << 9;

    @Test
    void aChildInheritsABlockedSignalInJava17AndNotInJava25() throws Exception {
        int version = Runtime.version().feature();
        assumeTrue(
                version == 17 || version == 25, "the behaviour is documented for Java 17 and 25, this is " + version);
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs /proc");
        String status = output(
                "env",
                "--block-signal=USR1",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName());
        assertThat(status).startsWith("SigBlk:");
        long blocked =
                Long.parseUnsignedLong(status.substring("SigBlk:".length()).strip(), 16);
        assertThat((blocked & USR1) != 0).isEqualTo(version == 17);
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Prints the signals that a child of this program blocks. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(output("grep", "SigBlk", "/proc/self/status"));
        }
    }
}
