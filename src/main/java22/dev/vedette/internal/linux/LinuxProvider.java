package dev.vedette.internal.linux;

import dev.vedette.Backend;
import dev.vedette.internal.JvmFlags;
import dev.vedette.internal.NativeProvider;
import dev.vedette.internal.NestedEpoll;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.SystemCalls;
import java.io.IOException;
import java.nio.channels.Selector;

/** Checks whether this JVM and this system allow native calls, and opens what uses them. */
final class LinuxProvider implements NativeProvider {
    static {
        NativeProvider.install(new LinuxProvider());
    }

    /** {@code null} until it is first requested. */
    private volatile SystemCalls calls;

    @Override
    public Backend kind() {
        return Backend.EPOLL;
    }

    @Override
    public String obstacle() {
        if (wrongSystem() != null) {
            return wrongSystem();
        }
        if (!LinuxProvider.class.getModule().isNativeAccessEnabled()) {
            return "native access is not enabled; add " + JvmFlags.ALL;
        }
        return ChannelDescriptors.obstacle();
    }

    @Override
    public PollBackend open() throws IOException {
        require();
        try {
            return new EpollBackend();
        } catch (LinkageError e) {
            throw cannotCall(e);
        }
    }

    @Override
    public NestedEpoll openNestedEpoll(Selector selector, NestedEpoll.Selection selection) throws IOException {
        require();
        try {
            return new NestedEpollSet(selector, selection);
        } catch (LinkageError e) {
            throw cannotCall(e);
        }
    }

    @Override
    public SystemCalls systemCalls() {
        SystemCalls linked = calls;
        if (linked == null) {
            require();
            linked = new LinuxCalls();
            calls = linked;
        }
        return linked;
    }

    private static void require() {
        if (wrongSystem() != null) {
            throw new UnsupportedOperationException(wrongSystem());
        }
        try {
            CFunction.requireCallable();
        } catch (LinkageError e) {
            throw cannotCall(e);
        }
    }

    /** Why this system cannot make native calls, with any flags; {@code null} if it can. */
    private static String wrongSystem() {
        String system = System.getProperty("os.name");
        boolean has64Bits = !"32".equals(System.getProperty("sun.arch.data.model"));
        return system.equals("Linux") && has64Bits
                ? null
                : "native calls need 64-bit Linux; this is " + system + " on " + System.getProperty("os.arch");
    }

    private static UnsupportedOperationException cannotCall(LinkageError e) {
        return new UnsupportedOperationException("native calls cannot be made: " + e, e);
    }
}
