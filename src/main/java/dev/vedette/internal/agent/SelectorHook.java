package dev.vedette.internal.agent;

import java.lang.invoke.MethodHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/**
 * The place in {@code java.base} to which the methods of {@code sun.nio.ch.SelectorImpl} are redirected. The class
 * loader of the JDK does not see the classes of this library, but it can hold method handles of them. This class is the
 * template: the agent defines a copy of it in the package of {@code SelectorImpl}.
 */
final class SelectorHook {
    /** The name under which the copy finds its two method handles in the system properties, when it is initialized. */
    static final String HANDLES = "dev.vedette.selector.hook";

    private static final MethodHandle DO_SELECT;
    private static final MethodHandle IMPL_CLOSE;

    static {
        MethodHandle[] handles = (MethodHandle[]) System.getProperties().remove(HANDLES);
        DO_SELECT = handles[0];
        IMPL_CLOSE = handles[1];
    }

    private SelectorHook() {}

    /** Replaces {@code SelectorImpl.doSelect}, which is called with the monitors of the selector held. */
    public static int doSelect(Selector selector, Consumer<SelectionKey> action, long timeoutMs) throws Throwable {
        return (int) DO_SELECT.invokeExact(selector, action, timeoutMs);
    }

    /** Replaces {@code SelectorImpl.implClose}, which is called with the monitor of the selector held. */
    public static void implClose(Selector selector) throws Throwable {
        IMPL_CLOSE.invokeExact(selector);
    }
}
