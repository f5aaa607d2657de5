package dev.vedette.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClassBytesTest {
    private static final String TARGET = Target.class.getName().replace('.', '/');
    private static final String DESCRIPTOR = "(Ljava/lang/Object;JLjava/lang/String;)Ljava/lang/String;";

    /** A class with constants of many kinds, with branches, and with calls to redirect. */
    public static class Sample implements Supplier<String> {
        static final long LONG = 0x1234_5678_9abcL;
        static final double DOUBLE = 0.1;

        @Override
        public String get() {
            return describe(LONG, DOUBLE > 0 ? "positive" : "negative");
        }

        protected String describe(long number, String text) {
            for (int i = 0; i < 2; i++) {
                text += number;
            }
            return text;
        }

        protected String once() {
            return "once";
        }

        String twice() {
            return once() + once();
        }
    }

    /** The target of a redirected call. */
    public static final class Target {
        private Target() {}

        /** Replaces the method of the sample. */
        public static String describe(Object sample, long number, String text) {
            return "redirected from " + (sample instanceof Supplier) + " with " + number + ", " + text;
        }
    }

    @Test
    void unchangedBytesStayAsTheyAre() throws Exception {
        byte[] original = bytesOf(Sample.class);
        assertThat(new ClassBytes(original).toBytes()).isEqualTo(original);
    }

    @Test
    void aCallGoesToTheOtherMethodWithTheReceiverAsAnArgument() throws Exception {
        ClassBytes sample = new ClassBytes(bytesOf(Sample.class));
        sample.redirect("get", "describe", TARGET, DESCRIPTOR);
        assertThat(define(sample).get()).isEqualTo("redirected from true with " + Sample.LONG + ", positive");
    }

    @Test
    void aRenamedClassHasTheOtherName() throws Exception {
        ClassBytes sample = new ClassBytes(bytesOf(Sample.class));
        String name = Sample.class.getName().replace('.', '/');
        sample.rename(name, name.replace("Sample", "Renamed"));
        Supplier<String> renamed = define(sample);
        assertThat(renamed.getClass().getName()).endsWith("$Renamed");
        assertThat(renamed.get()).isEqualTo("positive" + Sample.LONG + Sample.LONG);
    }

    @Test
    void theHookCanBeGivenAnotherName() throws Exception {
        ClassBytes hook = new ClassBytes(bytesOf(SelectorHook.class));
        String name = SelectorHook.class.getName().replace('.', '/');
        hook.rename(name, "other/Name");
        assertThat(new String(hook.toBytes(), StandardCharsets.ISO_8859_1)).contains("other/Name");
    }

    @Test
    void aClassWithoutTheExpectedCallIsRefused() throws Exception {
        byte[] bytes = bytesOf(Sample.class);
        for (List<String> call : List.of(
                List.of("get", "missing"),
                List.of("missing", "describe"),
                List.of("describe", "once"),
                List.of("twice", "once"))) {
            assertThatThrownBy(() -> new ClassBytes(bytes).redirect(call.get(0), call.get(1), TARGET, DESCRIPTOR))
                    .as("%s", call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the class does not have");
        }
    }

    private static byte[] bytesOf(Class<?> type) throws Exception {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in.readAllBytes();
        }
    }

    @SuppressWarnings("unchecked")
    private static Supplier<String> define(ClassBytes changed) throws Exception {
        byte[] bytes = changed.toBytes();
        Class<?> defined = new ClassLoader(ClassBytesTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(null, bytes, 0, bytes.length);
            }
        }.define();
        return (Supplier<String>) defined.getConstructor().newInstance();
    }
}
