/**
 * A portable epoll: readiness of the JDK's channels and of descriptors, from the kernel's own interface.
 *
 * <p>Native backends need Java 22 or later, {@code --enable-native-access=dev.vedette} and {@code --add-exports
 * java.base/sun.nio.ch=dev.vedette}. If any of these is missing, the library uses {@link java.nio.channels.Selector}.
 * The module {@code jdk.net} turns a descriptor into a channel. The module {@code java.management}, if it is there,
 * tells recordings which lock a stalled loop waits for, and {@code java.instrument} starts the agent.
 */
module dev.vedette {
    requires jdk.jfr;
    requires jdk.net;
    requires static java.instrument;
    requires static java.management;
    requires static micrometer.core;

    exports dev.vedette;
    exports dev.vedette.micrometer;
    exports dev.vedette.unix;

    // the JVM calls premain with the access rights of this module
    exports dev.vedette.internal.agent to
            java.instrument;
}
