package dev.vedette.internal.selector;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** Selects as the JDK does under the agent, in a JVM without it: the public methods stand for the redirected ones. */
public final class WatchedSelectors {
    private static final MethodHandle SELECT;
    private static final MethodHandle CLOSE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodType select = MethodType.methodType(int.class, Selector.class, Consumer.class, long.class);
            MethodType close = MethodType.methodType(void.class, Selector.class);
            SELECT = SelectorWatch.aroundSelect(lookup.findStatic(WatchedSelectors.class, "doSelect", select));
            CLOSE = SelectorWatch.aroundClose(lookup.findStatic(WatchedSelectors.class, "implClose", close));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private WatchedSelectors() {}

    /** Selects; a negative timeout waits for ever. */
    public static int select(Selector selector, Consumer<SelectionKey> action, long timeoutMs) throws Throwable {
        synchronized (selector) {
            return (int) SELECT.invokeExact(selector, action, timeoutMs);
        }
    }

    /** Closes. */
    public static void close(Selector selector) throws Throwable {
        synchronized (selector) {
            CLOSE.invokeExact(selector);
        }
    }

    static int doSelect(Selector selector, Consumer<SelectionKey> action, long timeoutMs) throws IOException {
        if (timeoutMs == 0) {
            return action == null ? selector.selectNow() : selector.selectNow(action);
        }
        long timeout = Math.max(0, timeoutMs);
        return action == null ? selector.select(timeout) : selector.select(action, timeout);
    }

    static void implClose(Selector selector) throws IOException {
        selector.close();
    }
}
