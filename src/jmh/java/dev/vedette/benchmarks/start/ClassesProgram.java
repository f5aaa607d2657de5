package dev.vedette.benchmarks.start;

import java.io.IOException;

/**
 * Initializes the classes of the library that a Poll on NIO needs until the first event, and then does what
 * {@link SelectorProgram} does: the least that a library with so many classes can add to a start. The names of the
 * classes are the arguments, before that of {@link FirstEvent#report}.
 */
public final class ClassesProgram {
    static final String END = "end";

    private ClassesProgram() {}

    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        long startNs = System.nanoTime();
        int end = 0;
        while (!arguments[end].equals(END)) {
            Class.forName(arguments[end++]);
        }
        SelectorProgram.awaitByte();
        FirstEvent.report(System.nanoTime() - startNs, "CLASSES", new String[arguments.length - end - 1]);
    }
}
