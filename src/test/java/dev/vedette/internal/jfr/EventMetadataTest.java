package dev.vedette.internal.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Percentage;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The events follow the rules of the JDK for its own events (its test
 * {@code jdk.jfr.event.metadata.TestEventMetadata}), and have the names and settings that programs and recording
 * settings use.
 */
class EventMetadataTest {
    private static final String PREFIX = "dev.vedette.";
    private static final Set<String> OF_EVERY_EVENT = Set.of("startTime", "duration", "eventThread", "stackTrace");
    private static final Set<String> SMALL_WORDS =
            Set.of("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with");

    private static final Runnable HOOK = () -> {};
    private static final Runnable STALL_HOOK = () -> {};
    private static final Set<String> KEYWORDS = Set.of(("abstract assert boolean break byte case catch char class const"
                    + " continue default do double else enum extends false final finally float for goto if implements"
                    + " import instanceof int interface long native new null package private protected public return"
                    + " short static strictfp super switch synchronized this throw throws transient true try void"
                    + " volatile while")
            .split(" "));

    @BeforeAll
    static void register() {
        JfrObserver.events().forEach(FlightRecorder::register);
        FlightRecorder.addPeriodicEvent(PollStatisticsEvent.class, HOOK);
        FlightRecorder.addPeriodicEvent(StallEvent.class, STALL_HOOK);
    }

    @AfterAll
    static void unregister() {
        FlightRecorder.removePeriodicEvent(HOOK);
        FlightRecorder.removePeriodicEvent(STALL_HOOK);
        JfrObserver.events().forEach(FlightRecorder::unregister);
    }

    static Stream<EventType> types() {
        return JfrObserver.events().stream().map(EventType::getEventType);
    }

    private static List<ValueDescriptor> ownFields(EventType type) {
        return type.getFields().stream()
                .filter(field -> !OF_EVERY_EVENT.contains(field.getName()))
                .toList();
    }

    @Test
    void theEventsHaveTheseFields() {
        assertThat(types().map(type -> type.getName() + fieldNames(type)))
                .containsExactlyInAnyOrder(
                        "dev.vedette.Poll[name, backend, timeout, events, woken]",
                        "dev.vedette.Dispatch[name, events]",
                        "dev.vedette.Registration[name, operation, token, source, interest, trigger]",
                        "dev.vedette.Wakeup[name, token]",
                        "dev.vedette.PollOpened[name, backend, reason]",
                        "dev.vedette.Stall[name, thread, age, state, stack, lock, owner]",
                        "dev.vedette.PollStatistics[name, polls, events, wakeups, waitTime, dispatchTime, utilization,"
                                + " dispatchP50, dispatchP99, dispatchMax, currentDispatch]");
    }

    private static List<String> fieldNames(EventType type) {
        return ownFields(type).stream().map(ValueDescriptor::getName).toList();
    }

    @Test
    void cheapEventsAreOnAndExpensiveOnesOff() {
        assertThat(types().map(type -> type.getName().substring(PREFIX.length()) + " " + setting(type, "enabled") + " "
                        + setting(type, "threshold") + " " + setting(type, "period")))
                .containsExactlyInAnyOrder(
                        "Poll true 20 ms null",
                        "Dispatch true 20 ms null",
                        "Registration false 0 ns null",
                        "Wakeup false 0 ns null",
                        "PollOpened true 0 ns null",
                        "Stall true null 1 s",
                        "PollStatistics true null 1 s");
    }

    private static String setting(EventType type, String name) {
        return type.getSettingDescriptors().stream()
                .filter(setting -> setting.getName().equals(name))
                .map(SettingDescriptor::getDefaultValue)
                .findFirst()
                .orElse(null);
    }

    /** Profilers draw the events of one category in one lane, where overlapping durations collide. */
    @Test
    void durationsThatOverlapAreInCategoriesOfTheirOwn() {
        assertThat(Stream.of(PollEvent.class, DispatchEvent.class, WakeupEvent.class)
                        .map(type -> EventType.getEventType(type).getCategoryNames()))
                .doesNotHaveDuplicates()
                .allMatch(names -> names.get(0).equals("Vedette"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void anEventIsNamedLikeTheEventsOfTheJdk(EventType type) {
        assertThat(type.getName()).startsWith(PREFIX);
        String name = type.getName().substring(PREFIX.length());
        assertThat(name).matches("[A-Z][A-Za-z0-9]*").doesNotContain("ID").doesNotEndWith("Event");
        checkWords(name);
        checkLabel(type.getLabel());
        checkDescription(type.getDescription(), type.getLabel());
        assertThat(type.getAnnotation(Category.class)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("types")
    void aFieldIsNamedLikeTheFieldsOfTheJdk(EventType type) {
        assertThat(fieldNames(type)).doesNotHaveDuplicates();
        for (ValueDescriptor field : ownFields(type)) {
            String name = field.getName();
            assertThat(name).matches("[a-z][A-Za-z0-9]*").doesNotContain("ID").hasSizeBetween(2, 31);
            assertThat(KEYWORDS).doesNotContain(name);
            checkWords(name);
            checkLabel(field.getLabel());
            checkDescription(field.getDescription(), field.getLabel());
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void aFieldWithAUnitDeclaresIt(EventType type) {
        for (ValueDescriptor field : ownFields(type)) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (name.endsWith("time") || name.equals("timeout") || name.equals("age") || name.contains("dispatch")) {
                assertThat(field.getAnnotation(Timespan.class).value()).isEqualTo(Timespan.NANOSECONDS);
                assertThat(field.getContentType()).isEqualTo(Timespan.class.getName());
            } else if (name.equals("utilization")) {
                assertThat(field.getAnnotation(Percentage.class)).isNotNull();
            } else {
                assertThat(field.getContentType()).isNull();
                assertThat(field.getTypeName()).isIn("java.lang.String", "java.lang.Thread", "long", "int", "boolean");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void noEventTakesAStackTraceByDefault(EventType type) {
        assertThat(setting(type, "stackTrace")).isIn("false", null);
    }

    @Test
    void anEventClassHasOnlyItsFields() {
        for (Class<? extends Event> event : JfrObserver.events()) {
            assertThat(Modifier.isFinal(event.getModifiers())).isTrue();
            assertThat(Modifier.isPublic(event.getModifiers())).isFalse();
            assertThat(Arrays.stream(event.getDeclaredFields()).filter(field -> !field.isSynthetic()))
                    .filteredOn(field -> Modifier.isPrivate(field.getModifiers()))
                    .allMatch(field -> Modifier.isStatic(field.getModifiers()));
        }
    }

    private static void checkWords(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        assertThat(lower.replace("information", "")).doesNotContain("info");
        assertThat(lower.replace("allocation", "")).doesNotContain("alloc");
        assertThat(lower.replace("configuration", "")).doesNotContain("config");
        assertThat(lower.replace("statistics", "").replace("state", "")).doesNotContain("stat");
    }

    private static void checkLabel(String label) {
        assertThat(label).hasSizeBetween(2, 44).matches("[\\p{Alnum} ()-]+").isEqualTo(label.strip());
        String[] words = label.split(" ");
        for (int i = 0; i < words.length; i++) {
            boolean small = i > 0 && i < words.length - 1 && SMALL_WORDS.contains(words[i]);
            assertThat(small || Character.isUpperCase(words[i].charAt(0)))
                    .as("'%s' is in headline case", label)
                    .isTrue();
        }
    }

    private static void checkDescription(String description, String label) {
        assertThat(description).isNotNull().hasSizeBetween(11, 299).isEqualTo(description.strip());
        assertThat(description).isNotEqualToIgnoringCase(label).matches("\\p{Upper}.*");
        boolean oneSentence = !description.contains(". ");
        assertThat(description.endsWith("."))
                .as("'%s' has a full stop exactly if it has several sentences", description)
                .isNotEqualTo(oneSentence);
    }
}
