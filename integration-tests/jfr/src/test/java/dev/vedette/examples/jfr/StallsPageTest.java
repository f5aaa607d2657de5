package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that {@code jfr/stalls --html} writes, in a browser. */
@Timeout(1200)
class StallsPageTest {
    /** A name of a loop that a page must escape. */
    private static final String MARKUP = "<b>greedy</b> & \"mean\"</script>";

    /** A pixel of a bar in the lane of a loop, given by the number of a stall: left, top. */
    private static final String BAR = """
            (() => {
              const stall = stallAt(%d);
              const box = lanes.find(lane => lane.loop === stall.loop).canvas.getBoundingClientRect();
              const x = box.left + scale(box.width)(stall.start + stall.time / 2);
              return x + ' ' + (box.top + LANE.stalls - 4);
            })()""";

    /** The least contrast of all texts in the page that are not in a canvas; the limit of WCAG 2.1 is 4.5. */
    private static final String CONTRAST = """
            (() => {
              const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
              const rgb = color => {
                context.clearRect(0, 0, 1, 1);
                context.fillStyle = color;
                context.fillRect(0, 0, 1, 1);
                return [...context.getImageData(0, 0, 1, 1).data];
              };
              const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
                  .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = element => {
                for (let each = element; each; each = each.parentElement) {
                  const color = rgb(getComputedStyle(each).backgroundColor);
                  if (color[3] === 255) return color;
                }
                return [255, 255, 255];
              };
              let least = [99, ''];
              for (const each of document.querySelectorAll('body *')) {
                const own = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
                if (own && each.offsetParent && each.tagName !== 'SCRIPT') {
                  const pair = [rgb(getComputedStyle(each).color), ground(each)].map(luminance).sort((a, b) => b - a);
                  const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
                  if (contrast < least[0]) least = [contrast, each.outerHTML];
                }
              }
              return least.join(' ');
            })()""";

    @TempDir
    static Path folder;

    private static StallsTool.Result report;
    private static Path page;
    private static Browser browser;

    @BeforeAll
    static void record() throws Exception {
        assumeTrue(Browser.command() != null, "needs chromium");
        StallsTool tool = StallsTool.compile(folder);
        Path recording = StallsRecording.of(
                folder,
                "stalls.jfr",
                StallsRecording.CHEAP,
                List.of("-D" + Stalling.NAME + "=" + MARKUP),
                Stalling.class,
                "compute",
                "allocate",
                "sleep",
                "park",
                "monitor",
                "file");
        page = folder.resolve("page.html");
        report = tool.run(folder, recording.toString(), "--html", page.toString());
        assertThat(report.status()).as(report.errors()).isZero();
        browser = Browser.open(page);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void showAll() throws Exception {
        browser.theme("light");
        browser.click("#zoom-all");
        browser.evaluate("openStall(0)");
        browser.evaluate("resetFlames()");
    }

    private static List<String> texts(String selector) throws Exception {
        return browser.evaluate(
                        "[...document.querySelectorAll('" + selector + "')].map(each => each.textContent).join('\\n')")
                .lines()
                .toList();
    }

    @Test
    void thePageHasTheSameCausesAsTheText() throws Exception {
        List<String> causes = texts("#causes tbody code");
        assertThat(causes).anySatisfy(where -> assertThat(where).contains("Stalling.sleep line "));
        for (String where : causes.subList(0, Math.min(20, causes.size()))) {
            assertThat(report.output()).contains(where);
        }
        List<String> durations = texts("#stalls b");
        assertThat(durations).hasSizeGreaterThanOrEqualTo(6);
        for (int i = 0; i < durations.size() && i < 20; i++) {
            assertThat(report.output()).contains(String.format("%4d.  %s  ", i + 1, durations.get(i)));
        }
    }

    /** In whole microseconds, of which each slice may lose or gain one. */
    @Test
    void theSlicesOfAStallFollowOneAnotherAndFillIt() throws Exception {
        assertThat(browser.evaluate("""
                        data.details.filter((detail, i) => {
                          const slices = detail.slices;
                          let at = stallAt(i).start;
                          let gaps = 0;
                          for (let k = 0; k < slices.length; k += 3) {
                            if (Math.abs(slices[k] - at) > 2) gaps++;
                            at = slices[k] + slices[k + 1];
                          }
                          return gaps || Math.abs(at - stallAt(i).start - stallAt(i).time) > 2;
                        }).map(detail => JSON.stringify(detail.slices)).join()""")).isEmpty();
    }

    @Test
    void theFlameGraphHasTheTimeOfAllStalls() throws Exception {
        String error = browser.evaluate("""
                Math.abs(1 - flameRoot.time / [...Array(stallCount).keys()]
                    .reduce((sum, i) => sum + stallAt(i).time, 0))""");
        assertThat(Double.parseDouble(error)).isLessThan(0.001);
    }

    @Test
    void thePageWithoutScriptsHasTheTables() throws Exception {
        String html = Files.readString(page);
        assertThat(html).contains("Stalling.waitForMonitor line ").contains("blocked-loop");
    }

    @Test
    void namesAreTextAndNotMarkup() throws Exception {
        assertThat(texts("#loops tbody td:first-child")).contains(MARKUP, Stalling.BLOCKED);
        assertThat(texts("#timeline .label b")).contains(MARKUP, Stalling.BLOCKED);
        assertThat(browser.evaluate("document.querySelectorAll('#loops b').length"))
                .isEqualTo("0");
    }

    @Test
    void aClickOnAStallInTheListOpensItsStack() throws Exception {
        browser.click("#stalls li:nth-child(2) button");
        browser.await("document.querySelector('#detail h3').textContent.startsWith('Stall 2: ')");
        assertThat(texts("#detail details[open] .stack .own"))
                .anySatisfy(frame -> assertThat(frame).contains(".Stalling."));
        assertThat(browser.evaluate("location.hash")).isEqualTo("#stall-2");
    }

    @Test
    void aClickOnAStallInTheTimelineOpensItsStack() throws Exception {
        int count = Integer.parseInt(browser.evaluate("stallCount"));
        for (int stall = 0; stall < Math.min(6, count); stall++) {
            browser.evaluate("timeline.scrollIntoView()");
            browser.evaluate("selected = " + stall);
            browser.click("#zoom-stall");
            browser.await("view.from <= stallAt(selected).start && view.to - view.from <= 2 * stallAt(selected).time");
            browser.evaluate("openStall(" + (stall == 0 ? 1 : 0) + ")");
            browser.evaluate("timeline.scrollIntoView()");
            String[] bar = browser.evaluate(String.format(BAR, stall)).split(" ");
            browser.clickAt(Double.parseDouble(bar[0]), Double.parseDouble(bar[1]));
            browser.await("document.querySelector('#detail h3').textContent.startsWith('Stall " + (stall + 1) + ": ')");
        }
    }

    @Test
    void theTimelineIsZoomed() throws Exception {
        double all = length();
        browser.click("#zoom-in");
        browser.await("view.to - view.from < " + all * 0.6);
        double half = length();
        browser.evaluate("timeline.scrollIntoView()");
        double left = Double.parseDouble(browser.evaluate("axis.getBoundingClientRect().left"));
        double top = Double.parseDouble(browser.evaluate("axis.getBoundingClientRect().top + 10"));
        browser.drag(left + 100, left + 300, top);
        browser.await("view.to - view.from < " + half * 0.5);
        double dragged = Double.parseDouble(browser.evaluate("view.from"));
        browser.evaluate("timeline.focus()");
        browser.press("ArrowRight");
        browser.await("view.from > " + dragged);
        browser.press("0");
        browser.await("view.to - view.from === data.duration");
    }

    private static double length() throws Exception {
        return Double.parseDouble(browser.evaluate("view.to - view.from"));
    }

    /** Every bar of the timeline is drawn: the pixel in its middle does not have the colour of the ground. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void stallsAreDrawnInBothThemes(String theme) throws Exception {
        browser.theme(theme);
        browser.await("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim() === colors.ink");
        browser.evaluate("draw()");
        String colors = browser.evaluate("""
                [...Array(stallCount).keys()].map(stallAt).map(stall => {
                  const canvas = lanes.find(lane => lane.loop === stall.loop).canvas;
                  const x = scale(canvas.width)(stall.start + stall.time / 2);
                  return canvas.getContext('2d').getImageData(x, LANE.stalls - 4, 1, 1).data.join(' ');
                }).join(',')""");
        assertThat(colors.split(",")).allSatisfy(color -> assertThat(color).endsWith(" 255"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void textIsLegibleInBothThemes(String theme) throws Exception {
        browser.theme(theme);
        browser.await("matchMedia('(prefers-color-scheme: " + theme + ")').matches");
        String[] least = browser.evaluate(CONTRAST).split(" ", 2);
        assertThat(Double.parseDouble(least[0])).as(least[1]).isGreaterThanOrEqualTo(4.5);
    }

    @Test
    void theThemesDiffer() throws Exception {
        String ground = "getComputedStyle(document.body).backgroundColor";
        String light = browser.evaluate(ground);
        browser.theme("dark");
        browser.await(ground + " !== '" + light + "'");
    }

    @Test
    void theFlameGraphHasTheCausesAndIsZoomed() throws Exception {
        assertThat(texts("#flames .cell"))
                .contains("all stalls", "Stalling.sleep", "slept", "Stalling.waitForMonitor", "waited for a monitor");
        assertThat(texts("#flames .cell")).doesNotContain("Thread.run");
        browser.click("#own-only");
        browser.await(
                "[...document.querySelectorAll(\"#flames .cell\")].some(cell => cell.textContent === \"Thread.run\")");
        browser.click("#own-only");
        browser.click("#flames .cell[title*=\"Stalling.sleep:\"]");
        browser.await("flameZoom.name === 'Stalling.sleep'");
        assertThat(texts("#flames .cell")).contains("all stalls", "slept").doesNotContain("Stalling.waitForMonitor");
        browser.press("ArrowUp");
        browser.await("document.activeElement.textContent === 'slept'");
        browser.click("#flames-all");
        browser.await("flameZoom === flameRoot");
    }

    @Test
    void everyControlHasAName() throws Exception {
        assertThat(browser.evaluate("""
                        [...document.querySelectorAll('button, canvas, input, [role]')].filter(each =>
                          !(each.textContent.trim() || each.getAttribute('aria-label') || each.closest('label')
                              || each.getAttribute('aria-labelledby'))).map(each => each.outerHTML).join()""")).isEmpty();
    }

    @Test
    void nothingIsFetchedAndNothingIsWrong() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests().stream().filter(url -> !url.startsWith("data:")))
                .containsOnly(page.toUri().toString());
    }

    /** What the browser itself writes out of a page, without the protocol. */
    @Test
    void thePageIsReadyByItself() throws Exception {
        StallsTool.Result dump = StallsTool.start(
                folder,
                List.of(
                        Browser.command().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + folder.resolve("dump"),
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        page.toUri().toString()));
        assertThat(dump.status()).isZero();
        assertThat(dump.output()).contains("data-ready=\"true\"").contains("Stall 1: ");
        assertThat(dump.errors()
                        .lines()
                        .filter(line -> line.contains("CONSOLE"))
                        .collect(Collectors.joining()))
                .isEmpty();
        assertThat(Stream.of("http://", "https://", "src=", "@import").filter(Files.readString(page)::contains))
                .isEmpty();
    }
}
