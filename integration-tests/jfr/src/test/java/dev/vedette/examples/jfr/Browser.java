package dev.vedette.examples.jfr;

import dev.vedette.examples.Shell;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page in Chromium without a window, driven by the protocol of its developer tools.
 *
 * <p>What it answers is JSON. What is read of it is text without quotation marks, so that it needs no parser.
 */
final class Browser implements Closeable {
    private static final int PATIENCE_SECONDS = 60;
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://127\\.0\\.0\\.1:\\d+/\\S+)");
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");
    private static final Pattern TARGET = Pattern.compile("\"targetId\":\"([^\"]*)\"");

    private final Process process;
    private final Path profile;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> replies = new ConcurrentHashMap<>();
    private final List<String> notifications = new CopyOnWriteArrayList<>();
    private WebSocket socket;

    private Browser(Process process, Path profile) {
        this.process = process;
        this.profile = profile;
    }

    /** The command, or null where there is none. */
    static Path command() {
        return Shell.find("chromium").orElse(null);
    }

    /** Shows a file, and waits until it is ready. */
    static Browser open(Path file) throws Exception {
        Path profile = Files.createTempDirectory("chromium");
        Process process = new ProcessBuilder(
                        command().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--window-size=1400,1000",
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Browser browser = new Browser(process, profile);
        try {
            browser.show(file);
        } catch (Exception | AssertionError e) {
            browser.close();
            throw e;
        }
        return browser;
    }

    private void show(Path file) throws Exception {
        String browser = address();
        String address = browser.substring(0, browser.indexOf("/devtools/"));
        connect(browser);
        String target = find(TARGET, send("Target.createTarget", "\"url\":\"about:blank\""));
        connect(address + "/devtools/page/" + target);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", "");
        }
        send("Page.navigate", "\"url\":\"" + file.toUri() + "\"");
        awaitReady();
    }

    /** Where it listens for commands to the browser. */
    private String address() throws IOException {
        BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.find()) {
                drain(errors);
                return matcher.group(1);
            }
        }
        throw new AssertionError("Chromium ended without listening");
    }

    private static void drain(BufferedReader errors) {
        Thread reader = new Thread(() -> errors.lines().forEach(line -> {}), "chromium-errors");
        reader.setDaemon(true);
        reader.start();
    }

    private void connect(String address) throws Exception {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Receiver())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                received(message.toString());
                message.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    private void received(String message) {
        Matcher matcher = ID.matcher(message);
        if (message.startsWith("{\"id\":") && matcher.find()) {
            replies.computeIfAbsent(Integer.valueOf(matcher.group(1)), id -> new CompletableFuture<>())
                    .complete(message);
        } else {
            notifications.add(message);
        }
    }

    /** Waits for the mark that the script of the page leaves when it is done. There may be no document before. */
    private void awaitReady() throws Exception {
        String ready = "document.documentElement?.dataset.ready === 'true'";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!reply("Runtime.evaluate", "\"expression\":\"" + ready + "\"").contains("\"value\":true")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never ready: " + notifications);
            }
            Thread.sleep(20);
        }
    }

    /** The reply to a command, which must succeed. */
    private String send(String method, String parameters) throws Exception {
        String reply = reply(method, parameters);
        if (reply.contains("\"error\":") || reply.contains("\"exceptionDetails\":")) {
            throw new AssertionError(method + " " + parameters + "\n" + reply);
        }
        return reply;
    }

    private String reply(String method, String parameters) throws Exception {
        int id = lastId.incrementAndGet();
        CompletableFuture<String> reply = replies.computeIfAbsent(id, key -> new CompletableFuture<>());
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + parameters + "}}", true)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        String message = reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        replies.remove(id);
        return message;
    }

    private static String find(Pattern pattern, String message) {
        Matcher matcher = pattern.matcher(message);
        if (!matcher.find()) {
            throw new AssertionError(message);
        }
        return matcher.group(1);
    }

    /** The value of an expression in the page, as a string. */
    String evaluate(String expression) throws Exception {
        String quoted = expression.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        String reply = send(
                "Runtime.evaluate",
                "\"returnByValue\":true,\"expression\":\"encodeURIComponent(String(" + quoted + "))\"");
        return URLDecoder.decode(find(VALUE, reply).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Waits until an expression is true. */
    void await(String expression) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!evaluate(expression).equals("true")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never true: " + expression);
            }
            Thread.sleep(20);
        }
    }

    /** Clicks into the middle of an element, which is scrolled into view. */
    void click(String selector) throws Exception {
        String element = "document.querySelector('" + selector + "')";
        evaluate(element + ".scrollIntoView({ block: 'center' })");
        String box = element + ".getBoundingClientRect()";
        clickAt(
                Double.parseDouble(evaluate(box + ".left + " + box + ".width / 2")),
                Double.parseDouble(evaluate(box + ".top + " + box + ".height / 2")));
    }

    /** Clicks at a point of the window. */
    void clickAt(double x, double y) throws Exception {
        mouse("mouseMoved", x, y);
        mouse("mousePressed", x, y);
        mouse("mouseReleased", x, y);
    }

    /** Presses the button at one point and releases it at another. */
    void drag(double fromX, double toX, double y) throws Exception {
        mouse("mouseMoved", fromX, y);
        mouse("mousePressed", fromX, y);
        mouse("mouseMoved", (fromX + toX) / 2, y);
        mouse("mouseMoved", toX, y);
        mouse("mouseReleased", toX, y);
    }

    private void mouse(String type, double x, double y) throws Exception {
        send(
                "Input.dispatchMouseEvent",
                "\"type\":\"" + type + "\",\"x\":" + x + ",\"y\":" + y + ",\"button\":\""
                        + (type.equals("mouseMoved") ? "none" : "left") + "\",\"buttons\":1,\"clickCount\":1");
    }

    /** Presses and releases a key. */
    void press(String key) throws Exception {
        send("Input.dispatchKeyEvent", "\"type\":\"keyDown\",\"key\":\"" + key + "\"");
        send("Input.dispatchKeyEvent", "\"type\":\"keyUp\",\"key\":\"" + key + "\"");
    }

    /** Shows the page in a light or a dark theme. */
    void theme(String theme) throws Exception {
        send(
                "Emulation.setEmulatedMedia",
                "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + theme + "\"}]");
    }

    /** Errors and warnings, those of the page's scripts and those of the browser. */
    List<String> complaints() {
        return notifications.stream()
                .filter(message -> message.contains("\"method\":\"Runtime.exceptionThrown\"")
                        || message.contains("\"method\":\"Runtime.consoleAPICalled\"")
                        || message.contains("\"method\":\"Log.entryAdded\""))
                .toList();
    }

    /** What the page has asked the network for, the page itself included. */
    List<String> requests() {
        Pattern url = Pattern.compile("\"request\":\\{\"url\":\"([^\"]*)\"");
        return notifications.stream()
                .filter(message -> message.contains("\"method\":\"Network.requestWillBeSent\""))
                .map(message -> find(url, message))
                .toList();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
        deleteProfile();
    }

    /** What has been asked to end may still write for a moment. */
    private void deleteProfile() {
        for (int i = 0; i < 10 * PATIENCE_SECONDS; i++) {
            try (Stream<Path> files = Files.walk(profile)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }
}
