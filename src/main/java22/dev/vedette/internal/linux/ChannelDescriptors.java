package dev.vedette.internal.linux;

import dev.vedette.internal.JvmFlags;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectableChannel;

/**
 * The descriptors of the JDK's channels, read by {@code sun.nio.ch.SelChImpl.getFDVal()}.
 *
 * <p>A flag of the JVM must export that package to this module. {@code javac --release} does not compile code that
 * names it, so the method is looked up at run time.
 */
final class ChannelDescriptors {
    /** (SelectableChannel)int; {@code null} if the package is not exported to this module. */
    private static final MethodHandle GET_FD_VAL;

    private static final Class<?> SEL_CH_IMPL;

    static {
        Class<?> selChImpl = null;
        MethodHandle getFdVal = null;
        try {
            // through the boot loader, because the loader of an OSGi bundle finds only java.* in the JDK
            selChImpl = Class.forName("sun.nio.ch.SelChImpl", false, null);
            getFdVal = MethodHandles.lookup()
                    .findVirtual(selChImpl, "getFDVal", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, SelectableChannel.class));
        } catch (ReflectiveOperationException e) {
            // obstacle() reports this when a descriptor of a channel is needed
        }
        SEL_CH_IMPL = selChImpl;
        GET_FD_VAL = getFdVal;
    }

    private ChannelDescriptors() {}

    /** Why the descriptors cannot be read; {@code null} if they can. */
    static String obstacle() {
        return GET_FD_VAL == null
                ? "the descriptors of the JDK's channels cannot be read; add " + JvmFlags.CHANNELS
                : null;
    }

    /** Whether the descriptor of this channel can be read. */
    static boolean has(SelectableChannel channel) {
        return GET_FD_VAL != null && SEL_CH_IMPL.isInstance(channel);
    }

    /**
     * The descriptor of a channel. A closed channel still returns its old number, which may belong to another file by
     * now.
     *
     * @throws UnsupportedOperationException if the descriptor cannot be read
     */
    static int of(SelectableChannel channel) {
        if (GET_FD_VAL == null) {
            throw new UnsupportedOperationException("the EPOLL backend cannot register channels: " + obstacle()
                    + ", or open the Poll with the NIO backend");
        }
        if (!SEL_CH_IMPL.isInstance(channel)) {
            throw new UnsupportedOperationException("the EPOLL backend supports only channels of the JDK, and "
                    + channel.getClass().getName() + " is not one of them");
        }
        try {
            return (int) GET_FD_VAL.invokeExact(channel);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("getFDVal declares no exception", e);
        }
    }
}
