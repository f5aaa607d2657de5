package dev.vedette.internal;

/** The JVM flags that this library needs for all its features, for messages that name them. */
public final class JvmFlags {
    private static final Module MODULE = JvmFlags.class.getModule();
    private static final String NAME = MODULE.isNamed() ? MODULE.getName() : "ALL-UNNAMED";

    /** Allows native calls. */
    public static final String NATIVE_ACCESS = "--enable-native-access=" + NAME;

    /** Gives access to the descriptors of the JDK's channels. */
    public static final String CHANNELS = "--add-exports java.base/sun.nio.ch=" + NAME;

    /** Adds the module that makes a channel from a descriptor, if the JVM was started without it. */
    public static final String NESTING = "--add-modules jdk.net";

    /** Both flags that a native backend needs. */
    public static final String ALL = NATIVE_ACCESS + " " + CHANNELS;

    private JvmFlags() {}
}
