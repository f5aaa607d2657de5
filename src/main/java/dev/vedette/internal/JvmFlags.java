package dev.vedette.internal;

/** The flags with which a JVM allows everything that this library can do, for messages that name them. */
public final class JvmFlags {
    private static final Module MODULE = JvmFlags.class.getModule();
    private static final String NAME = MODULE.isNamed() ? MODULE.getName() : "ALL-UNNAMED";

    /** Allows native calls. */
    public static final String NATIVE_ACCESS = "--enable-native-access=" + NAME;

    /** Shows the descriptors of the JDK's channels. */
    public static final String CHANNELS = "--add-exports java.base/sun.nio.ch=" + NAME;

    /** Shows what makes a channel of a descriptor, where the JVM was started without. */
    public static final String NESTING = "--add-modules jdk.net";

    /** What a native backend needs. */
    public static final String ALL = NATIVE_ACCESS + " " + CHANNELS;

    private JvmFlags() {}
}
