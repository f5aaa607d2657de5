package dev.vedette.internal.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the agent can be asked for, with {@code -javaagent:vedette.jar=flags,selectors}. */
enum AgentOption {
    /** EPOLL without flags, on Java 22 and newer. */
    FLAGS,

    /** Observation of the JDK's selectors. */
    SELECTORS,

    /** MBeans with the statistics of Polls and selectors. */
    JMX;

    private static final Set<AgentOption> DEFAULT = EnumSet.of(FLAGS, SELECTORS);

    /** The options of a command line. */
    record Parsed(Set<AgentOption> options, List<String> wrong) {}

    /** Parses what follows the {@code =}, which may be {@code null}. What is wrong is left out of the options. */
    static Parsed parse(String text) {
        Set<AgentOption> options = EnumSet.noneOf(AgentOption.class);
        List<String> wrong = new ArrayList<>();
        for (String word : text == null ? new String[0] : text.split(",")) {
            String name = word.strip();
            if (!name.isEmpty()) {
                Arrays.stream(values())
                        .filter(option -> option.toString().equals(name))
                        .findFirst()
                        .ifPresentOrElse(options::add, () -> wrong.add(name));
            }
        }
        return new Parsed(options.isEmpty() && wrong.isEmpty() ? DEFAULT : options, wrong);
    }

    static String list() {
        return Arrays.stream(values()).map(AgentOption::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
