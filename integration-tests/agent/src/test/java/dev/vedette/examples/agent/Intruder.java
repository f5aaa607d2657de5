package dev.vedette.examples.agent;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;

/** Tries to use what the agent has opened to itself. Prints a line for everything that it can use. */
public final class Intruder {
    private Intruder() {}

    private interface Attempt {
        void run() throws Exception;
    }

    /** Runs it. */
    public static void main(String[] arguments) {
        attempt("reflection in java.lang", () -> {
            Method method = Module.class.getDeclaredMethod("implAddReads", Module.class);
            method.setAccessible(true);
        });
        attempt("lookup in java.lang", () -> MethodHandles.privateLookupIn(Module.class, MethodHandles.lookup()));
        attempt(
                "lookup in sun.nio.ch",
                () -> MethodHandles.privateLookupIn(Class.forName("sun.nio.ch.SelectorImpl"), MethodHandles.lookup()));
        attempt("the property of the hook", () -> {
            if (System.getProperties().get("dev.vedette.selector.hook") == null) {
                throw new IllegalStateException();
            }
        });
        System.out.println("done");
    }

    private static void attempt(String what, Attempt attempt) {
        try {
            attempt.run();
            System.out.println(what);
        } catch (Exception e) {
            // denied
        }
    }
}
