package dev.vedette.internal.selector;

import java.lang.StackWalker.StackFrame;
import java.util.regex.Pattern;

/** The name of a selector tells whose it is: the thread and the class that select first. */
final class SelectorName {
    /** The Vedette that selects. Its selectors are part of a Poll, which is observed itself. */
    private static final String OURS = "dev.vedette.internal.";

    /** Where the way from a selector to this class leads through. */
    private static final String[] BETWEEN = {
        "java.nio.channels.", "sun.nio.ch.", "java.lang.invoke.", OURS + "selector."
    };

    private static final Pattern UUID = Pattern.compile("\\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\b");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private SelectorName() {}

    /** Returns the name of the selector in which this thread selects; {@code null} if it belongs to a Poll. */
    static String ofFirstSelect() {
        String user = StackWalker.getInstance()
                .walk(frames -> frames.map(StackFrame::getClassName)
                        .filter(name -> !isBetween(name))
                        .findFirst())
                .orElse("unknown");
        if (user.startsWith(OURS)) {
            return null;
        }
        String thread = Thread.currentThread().getName();
        return thread.isEmpty() ? "(" + user + ")" : thread + " (" + user + ")";
    }

    private static boolean isBetween(String className) {
        for (String prefix : BETWEEN) {
            if (className.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the name of the group of selectors that do the same: without what only numbers them. */
    static String group(String name) {
        return NUMBER.matcher(UUID.matcher(name).replaceAll("#")).replaceAll("#");
    }
}
