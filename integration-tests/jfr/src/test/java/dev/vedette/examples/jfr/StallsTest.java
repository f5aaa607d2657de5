package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code jfr/stalls} says of real loops that are stalled in every way, and of files that are no recordings. */
@Timeout(1200)
class StallsTest {
    private static final String[] HANDLERS = {"compute", "allocate", "sleep", "park", "monitor", "file", "socket"};

    @TempDir
    static Path folder;

    private static StallsTool tool;
    private static Path recording;
    private static StallsTool.Result report;

    @BeforeAll
    static void record() throws Exception {
        tool = StallsTool.compile(folder);
        recording =
                StallsRecording.of(folder, "stalls.jfr", StallsRecording.CHEAP, List.of(), Stalling.class, HANDLERS);
        report = tool.run(folder, recording.toString());
        assertThat(report.status()).as(report.errors()).isZero();
    }

    @TestFactory
    List<DynamicTest> theMethodThatStallsTheLoopIsNamedWithWhatItDid() {
        Map<String, String> expected = Map.of(
                "sleep", "slept",
                "waitForLock", "parked",
                "waitForMonitor", "waited for a monitor",
                "readFile", "read a file",
                "readSocket", "read a socket");
        return expected.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    List<String> cause = report.cause("Stalling." + entry.getKey());
                    assertThat(cause.get(5)).matches(".*\\.Stalling\\." + entry.getKey() + " line \\d+");
                    assertThat(cause.get(6)).contains(entry.getValue());
                    assertThat(Integer.parseInt(cause.get(2))).isPositive();
                }))
                .toList();
    }

    @Test
    void theMethodThatComputesIsNamed() {
        List<String> cause = report.cause("Stalling.step");
        assertThat(cause.get(6)).contains("ran");
        assertThat(milliseconds(cause.get(0))).isPositive();
    }

    @Test
    void theTimeThatAHandlerWaitsIsItsOwn() {
        for (String method : List.of("sleep", "waitForLock", "waitForMonitor")) {
            assertThat(milliseconds(report.cause("Stalling." + method).get(0)))
                    .as(method)
                    .isGreaterThan(Stalling.STALL_MS * 0.9);
        }
    }

    @Test
    void garbageCollectionIsToldFromOtherTime() {
        List<String> cause = report.cause("Stalling.allocate");
        assertThat(milliseconds(cause.get(4))).isPositive().isLessThanOrEqualTo(milliseconds(cause.get(0)));
        assertThat(report.cause("Stalling.sleep").get(4)).isEqualTo("-");
    }

    @Test
    void theDetailsOfWaitsAreThere() {
        assertThat(report.output())
                .contains("for java.lang.Object, held by monitor-owner")
                .contains("for java.util.concurrent.locks.ReentrantLock$NonfairSync")
                .contains("slow-file")
                .containsPattern("(localhost|127\\.0\\.0\\.1):\\d+");
    }

    @Test
    void stallsComeWorstFirstWithTheirStacks() {
        List<Double> durations = report.lines().stream()
                .filter(line -> line.matches(" *\\d+\\. {2}.*"))
                .map(line -> milliseconds(line.strip().split(" {2}")[1]))
                .toList();
        assertThat(durations).hasSizeGreaterThanOrEqualTo(HANDLERS.length);
        assertThat(durations).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(report.output()).contains("at dev.vedette.examples.jfr.Stalling.sleep line ");
    }

    @Test
    void loopsHaveTheFiguresThatTheRecordingTells() {
        List<String> loop = report.loop(Stalling.BLOCKED);
        assertThat(loop.get(1)).isEqualTo("blocked-loop");
        assertThat(loop.get(2)).endsWith(" %");
        assertThat(Integer.parseInt(loop.get(3))).isGreaterThanOrEqualTo(10); // polls
        assertThat(milliseconds(loop.get(6))).isGreaterThan(Stalling.STALL_MS * 0.9);
        assertThat(report.output()).contains("Dispatches shorter than 20 ms are not in the recording");
    }

    @Test
    void theThresholdAndTheNumberOfStallsCanBeSet() throws Exception {
        StallsTool.Result few = tool.run(folder, "--threshold=200ms", "--top", "1", recording.toString());
        assertThat(few.output())
                .contains("of 200 ms or more")
                .contains("(1 of them)")
                .doesNotContain("   2.  ");
        StallsTool.Result none = tool.run(folder, "--threshold", "1h", recording.toString());
        assertThat(none.status()).isZero();
        assertThat(none.output()).contains("No dispatch of 1 h 0 m or more.");
    }

    @Test
    void theProgramsOwnCodeCanBeNamed() throws Exception {
        StallsTool.Result result =
                tool.run(folder, "--own", "java.util.concurrent.locks.ReentrantLock", recording.toString());
        assertThat(result.cause("ReentrantLock$Sync.lock").get(6)).contains("parked");
        assertThat(result.cause("Stalling.sleep")).isNotEmpty();
    }

    @Test
    void theFileRunsWithoutABuild() throws Exception {
        StallsTool.Result result = StallsTool.runScript(folder, recording.toString());
        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(result.errors()).isEmpty();
        assertThat(result.cause("Stalling.sleep").get(6)).contains("slept");
    }

    @Test
    void aRecordingWithoutEvidenceSaysWhichSettingsGiveSome() throws Exception {
        Path bare = StallsRecording.of(
                folder,
                "bare.jfr",
                "settings=" + StallsRecording.settings("vedette.jfc"),
                List.of(),
                Stalling.class,
                "sleep");
        StallsTool.Result result = tool.run(folder, bare.toString());
        assertThat(result.cause("(no evidence)").get(1)).isEqualTo("100 %");
        assertThat(result.output())
                .contains("The recording has no evidence for ")
                .contains("jdk.ThreadSleep#enabled=true,jdk.ThreadSleep#threshold=1ms");
    }

    /** The loop that hangs has no event of its dispatch. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHangIsShownByWhatWasSeenOfItWhileItLasted(boolean named) throws Exception {
        Path hanging = folder.resolve("hanging.jfr");
        StallsRecording.hanging(hanging, named);
        StallsTool.Result result = tool.run(folder, hanging.toString());
        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(result.lines())
                .anySatisfy(line -> assertThat(line).contains("hangs on hanging-loop", "had not ended"))
                .anySatisfy(line -> assertThat(line).contains("70.0 ms  counted on ", "whose end was not recorded"))
                .noneSatisfy(line -> assertThat(line).contains("recovers on", "end"));
        assertThat(result.output())
                .contains("was seen blocked")
                .contains("com.example.Handler.acquire line 42, for java.lang.Object@1b2c3d, held by the other thread");
        assertThat(result.cause("com.example.Handler.acquire").get(2)).isEqualTo("2");
        assertThat(result.loop("hangs").get(7)).isEqualTo("2");
        assertThat(result.loop("recovers").get(7)).isEqualTo("1");
    }

    /** A recording that was never finished has a mark in the header of its last chunk. */
    @Test
    void whatAProgramRecordedBeforeItWasKilledIsShown() throws Exception {
        byte[] content = Files.readAllBytes(recording);
        content[64] = 3;
        Files.write(folder.resolve("killed.jfr"), content);
        StallsTool.Result result = tool.run(folder, "killed.jfr");
        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(result.cause("Stalling.sleep").get(6)).contains("slept");
        assertThat(result.output()).contains("The recording was not finished");
    }

    @Test
    void usageIsPrinted() throws Exception {
        StallsTool.Result result = tool.run(folder, "--help");
        assertThat(result.status()).isZero();
        assertThat(result.output()).startsWith("usage: stalls").contains("--threshold", "--top", "--own", "--html");
    }

    @TestFactory
    List<DynamicTest> aWrongCommandLineGetsASentenceAndTheUsage() {
        Map<List<String>, String> wrong = Map.of(
                List.of(), "The name of a recording is missing.",
                List.of("--color", "a.jfr"), "There is no option --color.",
                List.of("a.jfr", "--top"), "The option --top needs a value.",
                List.of("--top", "many", "a.jfr"), "'many' is not a number of stalls.",
                List.of("--threshold", "20 parsecs", "a.jfr"), "'20 parsecs' is not a duration",
                List.of("a.jfr", "b.jfr"), "One recording at a time");
        return wrong.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey().toString(), () -> {
                    StallsTool.Result result = tool.run(folder, entry.getKey().toArray(String[]::new));
                    assertThat(result.status()).isEqualTo(2);
                    assertThat(result.output()).isEmpty();
                    assertThat(result.errors())
                            .startsWith("stalls: " + entry.getValue())
                            .contains("usage: stalls");
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> aFileThatIsNoRecordingGetsASentence() throws Exception {
        byte[] content = Files.readAllBytes(recording);
        Files.write(folder.resolve("half.jfr"), Arrays.copyOf(content, content.length / 2));
        Files.write(folder.resolve("short.jfr"), Arrays.copyOf(content, content.length - 1));
        Files.write(folder.resolve("header.jfr"), Arrays.copyOf(content, 50));
        byte[] oneAndAHalf = Arrays.copyOf(content, content.length * 3 / 2);
        System.arraycopy(content, 0, oneAndAHalf, content.length, content.length / 2);
        Files.write(folder.resolve("second.jfr"), oneAndAHalf);
        byte[] damaged = content.clone();
        Arrays.fill(damaged, 200, damaged.length - 200, (byte) 0x55);
        Files.write(folder.resolve("damaged.jfr"), damaged);
        Files.createFile(folder.resolve("empty.jfr"));
        Files.writeString(folder.resolve("text.jfr"), "not a recording\n".repeat(20));
        Files.createDirectory(folder.resolve("folder.jfr"));
        StallsRecording.foreign(folder.resolve("foreign.jfr"));
        Map<String, String> expected = Map.of(
                "half.jfr", " is truncated: ",
                "short.jfr", " is truncated: ",
                "header.jfr", " is truncated: ",
                "second.jfr", " is truncated: ",
                "damaged.jfr", " is damaged ",
                "empty.jfr", " is empty.",
                "text.jfr", " is not a recording of JDK Flight Recorder.",
                "folder.jfr", " is not a file.",
                "missing.jfr", " does not exist.",
                "foreign.jfr", " has no events of Vedette ");
        return expected.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    StallsTool.Result result = tool.run(folder, entry.getKey(), "--html", "page.html");
                    assertThat(result.status()).isEqualTo(1);
                    assertThat(result.output()).isEmpty();
                    assertThat(result.errors().lines()).hasSize(1);
                    assertThat(result.errors()).startsWith("stalls: " + entry.getKey() + entry.getValue());
                    assertThat(folder.resolve("page.html")).doesNotExist();
                }))
                .toList();
    }

    @Test
    void aPageThatCannotBeWrittenGetsASentence() throws Exception {
        StallsTool.Result result = tool.run(folder, recording.toString(), "--html", "no/such/folder/page.html");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).startsWith("stalls: no/such/folder/page.html cannot be written: ");
    }

    static double milliseconds(String duration) {
        String[] parts = duration.split(" ");
        double unit = switch (parts[1]) {
            case "ns" -> 1e-6;
            case "us" -> 1e-3;
            case "ms" -> 1;
            case "s" -> 1e3;
            default -> throw new AssertionError(duration);
        };
        return Double.parseDouble(parts[0]) * unit;
    }
}
