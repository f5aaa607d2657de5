package dev.vedette.examples.jpms;

import dev.vedette.Poll;

/** Tries to get behind the API, and says what it meets; then what is there at all. */
public final class Intruder {
    private static final String INTERNAL = "dev.vedette.internal.nio.NioBackend";

    private Intruder() {}

    public static void main(String[] arguments) throws Exception {
        // it is public, with a public constructor: nothing but the module keeps it
        Class<?> internal = Class.forName(INTERNAL);
        attempt("newInstance", () -> internal.getConstructor().newInstance());
        attempt("setAccessible", () -> internal.getConstructor().setAccessible(true));
        attempt("privateOfTheApi", () -> Poll.class.getDeclaredFields()[0].setAccessible(true));
        describe(Poll.class.getModule());
        ModuleLayer.boot().modules().stream()
                .map(Module::getDescriptor)
                .forEach(module ->
                        System.out.println((module.isAutomatic() ? "automatic " : "module ") + module.name()));
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void attempt(String name, Attempt attempt) {
        String outcome = "succeeded";
        try {
            attempt.run();
        } catch (Exception e) {
            outcome = e.getClass().getSimpleName();
        }
        System.out.println(name + " " + outcome);
    }

    private static void describe(Module library) {
        for (String name : library.getPackages()) {
            boolean seen = library.isExported(name, Intruder.class.getModule());
            boolean open = library.isOpen(name, Intruder.class.getModule());
            System.out.println((open ? "open " : seen ? "exported " : "sealed ") + name);
        }
    }
}
