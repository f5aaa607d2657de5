package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of this package names every test of mio, and the cases that it names exist. */
class CarriedOverTest {
    private static final Path TESTS = Path.of("src/test");
    private static final Path LISTS = TESTS.resolve("java/dev/vedette/contract/package-info.java");
    private static final Pattern CASE = Pattern.compile("(\\w+)#(\\w+)");
    private static final Pattern MIO_TEST = Pattern.compile("\\{@code [a-z0-9_]+}");

    /** All that stands before the colon of a list item. */
    private static final Pattern MIO_TESTS = Pattern.compile("[^:]*");

    /** The functions with the attribute {@code #[test]} in the version that the page names. */
    private static final int MIO_HAS = 179;

    @Test
    void everyCaseThatIsNamedExists() throws IOException {
        Map<String, String> sources = sources();
        List<MatchResult> cases =
                CASE.matcher(Files.readString(LISTS)).results().toList();
        assertThat(cases).hasSizeGreaterThan(100);
        assertThat(cases)
                .allSatisfy(named -> assertThat(sources.get(named.group(1)))
                        .as(named.group())
                        .containsPattern(
                                "@(Parameterized)?Test\\b[^;{}]*(\\{[^;{}]*}[^;{}]*)?void " + named.group(2) + "\\("));
    }

    @Test
    void everyTestOfMioHasAnAnswer() throws IOException {
        String lists = Files.readString(LISTS).replaceAll("\\s*\\n \\*\\s*", " ");
        List<String> items = Arrays.stream(lists.split("<li>"))
                .skip(1)
                .filter(item -> testsOf(item) > 0)
                .toList();
        assertThat(items)
                .allSatisfy(item -> assertThat(item).containsPattern(": (none, |adapted|\\{@(link|code) \\w+#)"));
        assertThat(items.stream().mapToLong(CarriedOverTest::testsOf).sum()).isEqualTo(MIO_HAS);
    }

    private static long testsOf(String item) {
        Matcher names = MIO_TESTS.matcher(item);
        return names.lookingAt() ? MIO_TEST.matcher(names.group()).results().count() : 0;
    }

    /** The sources of the tests, by the names of their classes. */
    private static Map<String, String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith("Contract.java")
                            || file.toString().endsWith("Test.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), reading(Files::readString)));
        }
    }

    private interface Reading {
        String read(Path file) throws IOException;
    }

    private static Function<Path, String> reading(Reading reading) {
        return file -> {
            try {
                return reading.read(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
