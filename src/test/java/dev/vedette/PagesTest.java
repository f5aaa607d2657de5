package dev.vedette;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.contract.fixture.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs on the pages in {@code src/docs}, and the first one of the README, compile and print what the pages say.
 * The projects in {@code integration-tests} run the other programs of the README. All links lead to a file, and the
 * list of examples is complete.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PagesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Path FOLDER = Path.of("src/docs");
    private static final Path README = Path.of("README.md");
    private static final Path CONTRIBUTING = Path.of(".github/CONTRIBUTING.md");
    private static final Path EXAMPLES = Path.of("integration-tests/README.md");

    /** A program, and the next block of text, which is its output. */
    private static final Pattern PROGRAM =
            Pattern.compile("```java\n(.*?)```\n(?:(?!```).)*?```text\n(.*?)```\n", Pattern.DOTALL);

    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @TempDir
    Path folder;

    @Test
    @Tag("slow")
    void theFirstProgramOfTheReadmePrintsWhatItSays() throws Exception {
        Matcher program = PROGRAM.matcher(Files.readString(README));
        assertThat(program.find()).isTrue();
        assertPrintsWhatThePageSays(program.toMatchResult());
    }

    @Test
    @Tag("slow")
    void theProgramsPrintWhatThePagesSay() throws Exception {
        for (Path page : pages()) {
            String text = Files.readString(page);
            List<MatchResult> programs = PROGRAM.matcher(text).results().toList();
            assertThat(programs)
                    .as("every program of %s has an output", page)
                    .hasSize(text.split("```java").length - 1);
            for (MatchResult program : programs) {
                assertPrintsWhatThePageSays(program);
            }
        }
    }

    /** Runs it on the backend that this JVM allows, and on NIO. */
    private void assertPrintsWhatThePageSays(MatchResult program) throws Exception {
        String name = compile(program.group(1));
        assertThat(run(name)).as(name).isEqualTo(program.group(2));
        assertThat(run(name, "-D" + Backend.PROPERTY + "=nio")).as(name).isEqualTo(program.group(2));
    }

    @Test
    void everyFileToWhichAPageLinksExists() throws IOException {
        List<Path> pages = new ArrayList<>(pages());
        pages.addAll(List.of(README, CONTRIBUTING, EXAMPLES));
        Map<String, Path> missing = new TreeMap<>();
        for (Path page : pages) {
            for (Matcher link = LINK.matcher(Files.readString(page)); link.find(); ) {
                if (!Files.exists(page.toAbsolutePath().resolveSibling(link.group(1)))) {
                    missing.put(link.group(), page);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theListOfExamplesHasTheCommandOfEachProject() throws IOException {
        String list = Files.readString(EXAMPLES);
        try (Stream<Path> folders = Files.list(EXAMPLES.getParent())) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))))
                    .isNotEmpty()
                    .allSatisfy(folder -> assertThat(list)
                            .contains("| `mvn -B verify -Dinvoker.test=" + folder.getFileName() + "` |"));
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> pages =
                    files.filter(file -> file.toString().endsWith(".md")).toList();
            assertThat(pages).isNotEmpty();
            return pages;
        }
    }

    /** Compiles a program into the folder, and returns its name. */
    private String compile(String program) throws Exception {
        Matcher named = CLASS.matcher(program);
        assertThat(named.find()).as(program).isTrue();
        Path source = Files.writeString(folder.resolve(named.group(1) + ".java"), program);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-Xlint:all",
                        "-proc:none",
                        "-Werror",
                        "-cp",
                        library(),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(status).as(messages.toString(StandardCharsets.UTF_8)).isZero();
        return named.group(1);
    }

    /** Runs a program with the permissions of this JVM, and returns everything that it prints. */
    private String run(String name, String... options) throws Exception {
        return new ChildJvm(name, library() + File.pathSeparator + folder, options).run(PATIENCE);
    }

    private static String library() throws URISyntaxException {
        return Path.of(Poll.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }
}
