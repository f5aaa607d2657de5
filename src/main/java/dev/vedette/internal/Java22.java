package dev.vedette.internal;

import java.lang.reflect.Constructor;

/**
 * The way into the part of the JAR that only Java 22 and newer see, under META-INF/versions/22. The classes there are
 * found by name, since nothing here can name them otherwise; they override nothing.
 */
public final class Java22 {
    private Java22() {}

    /** An instance of a class of that part; {@code null} on an older Java. */
    public static <T> T find(Class<T> type, String className) {
        try {
            Constructor<? extends T> constructor =
                    Class.forName(className).asSubclass(type).getDeclaredConstructor();
            constructor.setAccessible(true); // the class is package-private
            return constructor.newInstance();
        } catch (ClassNotFoundException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the JAR is damaged: " + className, e);
        }
    }

    /** What to say to whoever needs that part and has it not. */
    public static String missing(String what) {
        return what + " need Java 22 or newer, this is Java " + Runtime.version() + "; with it, add " + JvmFlags.ALL;
    }
}
