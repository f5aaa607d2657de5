/**
 * A portable epoll: readiness of the JDK's channels and of descriptors, from the kernel's own interface.
 *
 * <p>Native backends need Java 22 or newer, {@code --enable-native-access=dev.vedette} and {@code --add-exports
 * java.base/sun.nio.ch=dev.vedette}; without any of these the library stands on {@link java.nio.channels.Selector}. Of
 * the module {@code jdk.net} it takes what makes a channel of a descriptor.
 */
module dev.vedette {
    requires jdk.jfr;
    requires jdk.net;
    requires static micrometer.core;

    exports dev.vedette;
    exports dev.vedette.micrometer;
    exports dev.vedette.unix;
}
