package dev.vedette.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that the metadata for GraalVM's Native Image names what the code does by reflection and by downcalls, and
 * nothing else. No test builds an image.
 */
class NativeImageTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path SOURCES_22 = Path.of("src/main/java22");
    private static final Pattern VAR_HANDLE = Pattern.compile("findVarHandle\\((\\w+)\\.class, \"(\\w+)\"");

    @Test
    void theMetadataNamesWhatTheCodeDoes() throws Exception {
        List<String> reflection = Stream.of(
                        Stream.of(
                                "{'type': 'dev.vedette.internal.linux.LinuxProvider'}",
                                "{'type': 'jdk.jfr.internal.JVM'}",
                                "{'type': 'sun.nio.ch.SelChImpl',"
                                        + " 'methods': [{'name': 'getFDVal', 'parameterTypes': []}]}"),
                        varHandles(),
                        events())
                .flatMap(entries -> entries)
                .toList();

        assertThat(entries("reflection")).containsExactlyInAnyOrderElementsOf(quoted(reflection));
        assertThat(entries("downcalls")).containsExactlyInAnyOrderElementsOf(quoted(downcalls()));
        assertThat(metadata().replaceAll("(?m)^ *\\{\".*\\},?\n", "").replaceAll("\\s", ""))
                .as("the rest")
                .isEqualTo("{\"reflection\":[],\"foreign\":{\"downcalls\":[]}}");
    }

    @Test
    void everyDowncallHasAHandleWithoutFurtherOptions() throws Exception {
        String code = sources(SOURCES_22).collect(Collectors.joining());
        assertThat(Pattern.compile("downcallHandle\\(").matcher(code).results()).hasSameSizeAs(handles());
        assertThat(code).doesNotContain("Option.critical", "Option.firstVariadicArg", "upcallStub(");
    }

    /** A handle has the parameters (function, arguments), or (function, call state, arguments) if it captures errno. */
    private static List<String> downcalls() throws IllegalAccessException {
        List<String> downcalls = new ArrayList<>();
        for (MethodHandle handle : handles()) {
            List<Class<?>> parameters = handle.type().parameterList();
            boolean capturesErrno = parameters.get(1) == MemorySegment.class;
            downcalls.add("{'returnType': '" + layout(handle.type().returnType()) + "', 'parameterTypes': ["
                    + parameters.subList(capturesErrno ? 2 : 1, parameters.size()).stream()
                            .map(type -> "'" + layout(type) + "'")
                            .collect(Collectors.joining(", "))
                    + "]" + (capturesErrno ? ", 'options': {'captureCallState': true}" : "") + "}");
        }
        return downcalls;
    }

    private static List<MethodHandle> handles() throws IllegalAccessException {
        List<MethodHandle> handles = new ArrayList<>();
        for (Class<?> type : Stream.concat(
                        Stream.of(CFunction.class), Arrays.stream(CFunction.class.getDeclaredClasses()))
                .toList()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == MethodHandle.class) {
                    field.setAccessible(true);
                    handles.add((MethodHandle) field.get(null));
                }
            }
        }
        return handles;
    }

    private static String layout(Class<?> type) {
        return type == MemorySegment.class ? "void*" : "j" + type.getName();
    }

    /** Fields that are used by a VarHandle, of a class or of a class nested in it. */
    private static Stream<String> varHandles() throws IOException {
        return files(SOURCES)
                .flatMap(file -> VAR_HANDLE.matcher(read(file)).results().map(call -> {
                    String outer = className(file);
                    String nested = outer.endsWith("." + call.group(1)) ? "" : "$" + call.group(1);
                    return "{'type': '" + outer + nested + "', 'fields': [{'name': '" + call.group(2) + "'}]}";
                }));
    }

    private static Stream<String> events() throws IOException {
        return files(SOURCES)
                .filter(file -> read(file).contains(" extends Event {"))
                .map(file -> "{'type': '" + className(file) + "', 'allDeclaredFields': true}");
    }

    private static List<String> quoted(List<String> entries) {
        return entries.stream().map(entry -> entry.replace('\'', '"')).toList();
    }

    /** The entries of an array, which stand on a line each, separated by commas. */
    private static List<String> entries(String array) throws IOException {
        String entries =
                metadata().replaceFirst("(?s).*\"" + array + "\": \\[\n", "").replaceFirst("(?s)\n *\\](,|\n).*", "");
        return Arrays.stream(entries.split(",\n")).map(String::strip).toList();
    }

    private static String metadata() throws IOException {
        try (InputStream in = CFunction.class.getResourceAsStream(
                "/META-INF/native-image/dev.vedette/vedette/reachability-metadata.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static Stream<String> sources(Path folder) throws IOException {
        return files(folder).map(NativeImageTest::read);
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static String className(Path file) {
        String name = SOURCES.relativize(file).toString();
        return name.replace(".java", "").replace('/', '.').replace('\\', '.');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
