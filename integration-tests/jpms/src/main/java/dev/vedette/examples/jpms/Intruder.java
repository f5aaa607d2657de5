package dev.vedette.examples.jpms;

import dev.vedette.Poll;

/**
 * Tries to access the internals of the library by reflection, and prints the outcomes. Then prints the packages of the
 * library and the modules of the JVM.
 */
public final class Intruder {
    private static final String INTERNAL = "dev.vedette.internal.nio.NioBackend";

    private Intruder() {}

    public static void main(String[] arguments) throws Exception {
        // the class and its constructor are public, so that only the module protects them
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
