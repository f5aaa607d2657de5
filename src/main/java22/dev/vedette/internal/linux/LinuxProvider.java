package dev.vedette.internal.linux;

import dev.vedette.Backend;
import dev.vedette.internal.DescriptorCalls;
import dev.vedette.internal.JvmFlags;
import dev.vedette.internal.NativeProvider;
import dev.vedette.internal.PollBackend;
import java.io.IOException;

/** Says whether this JVM and this system allow native calls, and gives what stands on them. */
final class LinuxProvider implements NativeProvider {
    private static final String[] FUNCTIONS = {
        "epoll_create1", "epoll_ctl", "epoll_wait", "eventfd", "read", "write", "close", "fcntl", "strerror"
    };

    private volatile DescriptorCalls descriptorCalls;

    @Override
    public Backend kind() {
        return Backend.EPOLL;
    }

    @Override
    public String obstacle() {
        if (!isLinux()) {
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
    public DescriptorCalls descriptorCalls() {
        DescriptorCalls calls = descriptorCalls;
        if (calls == null) {
            require();
            try {
                calls = new NativeDescriptorCalls();
            } catch (LinkageError e) {
                throw cannotCall(e);
            }
            descriptorCalls = calls;
        }
        return calls;
    }

    /** Everything that could make a static initialiser fail is found out here, and said in words. */
    private static void require() {
        if (!isLinux()) {
            throw new UnsupportedOperationException(wrongSystem());
        }
        Downcalls.require(FUNCTIONS);
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    private static String wrongSystem() {
        return "native calls are there for Linux, this is " + System.getProperty("os.name");
    }

    private static UnsupportedOperationException cannotCall(LinkageError e) {
        return new UnsupportedOperationException("native calls cannot be made: " + e, e);
    }
}
