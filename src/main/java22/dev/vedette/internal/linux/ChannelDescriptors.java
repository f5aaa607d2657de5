package dev.vedette.internal.linux;

import dev.vedette.internal.JvmFlags;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectableChannel;

/**
 * The descriptors of the JDK's channels, by {@code sun.nio.ch.SelChImpl.getFDVal()}.
 *
 * <p>That package has to be exported to us by a flag, and {@code javac --release} refuses to know it, hence the
 * look-up.
 */
final class ChannelDescriptors {
    /** (SelectableChannel)int; {@code null} where the package is not exported to us. */
    private static final MethodHandle GET_FD_VAL;

    private static final Class<?> SEL_CH_IMPL;

    static {
        Class<?> selChImpl = null;
        MethodHandle getFdVal = null;
        try {
            // by the boot loader: that of an OSGi bundle finds nothing but java.* there
            selChImpl = Class.forName("sun.nio.ch.SelChImpl", false, null);
            getFdVal = MethodHandles.lookup()
                    .findVirtual(selChImpl, "getFDVal", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, SelectableChannel.class));
        } catch (ReflectiveOperationException e) {
            // refusal() says so to whoever wants a channel's descriptor
        }
        SEL_CH_IMPL = selChImpl;
        GET_FD_VAL = getFdVal;
    }

    private ChannelDescriptors() {}

    /** Why there are none; {@code null} if there are. */
    static String obstacle() {
        return GET_FD_VAL == null
                ? "the JVM does not show the descriptors of the JDK's channels; add " + JvmFlags.CHANNELS
                : null;
    }

    /** Whether the descriptor of this channel can be had. */
    static boolean has(SelectableChannel channel) {
        return GET_FD_VAL != null && SEL_CH_IMPL.isInstance(channel);
    }

    /**
     * The descriptor of a channel. A closed channel gives the number that it had, which may be somebody else's by now.
     *
     * @throws UnsupportedOperationException if it cannot be had
     */
    static int of(SelectableChannel channel) {
        if (GET_FD_VAL == null) {
            throw new UnsupportedOperationException("the EPOLL backend cannot register channels: " + obstacle()
                    + ", or open the Poll with the NIO backend");
        }
        if (!SEL_CH_IMPL.isInstance(channel)) {
            throw new UnsupportedOperationException("the EPOLL backend serves channels of the JDK only, and "
                    + channel.getClass().getName() + " is none");
        }
        try {
            return (int) GET_FD_VAL.invokeExact(channel);
        } catch (Throwable e) {
            throw new AssertionError("getFDVal threw", e);
        }
    }
}
