package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code jfr/stalls} and the recording of a busy hour, with a heap of 512 MiB. */
@Timeout(1200)
class StallsSizeTest {
    private static final int DISPATCHES = 1_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int PAGE_BYTES = 4_000_000;

    @TempDir
    Path folder;

    @Test
    void aMillionDispatchesFitIntoTheHeapAndIntoThePage() throws Exception {
        StallsTool tool = StallsTool.compile(folder);
        Path recording = StallsRecording.of(
                folder,
                "million.jfr",
                "settings=default,settings=" + StallsRecording.settings("vedette-profile.jfc"),
                List.of(),
                Million.class,
                Integer.toString(DISPATCHES));
        long start = System.nanoTime();
        StallsTool.Result result = tool.run(folder, recording.toString(), "--html", "page.html");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(Integer.parseInt(result.loop("million").get(3).replace(",", "")))
                .isGreaterThanOrEqualTo(DISPATCHES);
        assertThat(Integer.parseInt(result.cause("Million.main").get(2)))
                .isGreaterThanOrEqualTo(DISPATCHES / Million.EVERY);
        assertThat(Files.size(folder.resolve("page.html"))).isLessThan(PAGE_BYTES);

        StallsTool.Result all = tool.run(folder, recording.toString(), "--threshold", "0ms", "--html", "all.html");
        assertThat(all.status()).as(all.errors()).isZero();
        assertThat(all.cause("Million.main").get(6)).isNotEmpty();
        assertThat(Files.size(folder.resolve("all.html"))).isLessThan(PAGE_BYTES);
    }
}
