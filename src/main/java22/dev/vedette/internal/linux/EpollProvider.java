package dev.vedette.internal.linux;

import dev.vedette.Backend;
import dev.vedette.internal.JvmFlags;
import dev.vedette.internal.NativeProvider;
import dev.vedette.internal.PollBackend;
import java.io.IOException;

/** Says whether this JVM and this system allow EPOLL, and opens it. */
final class EpollProvider implements NativeProvider {
    @Override
    public Backend kind() {
        return Backend.EPOLL;
    }

    @Override
    public String obstacle() {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            return "EPOLL is Linux's, this is " + system;
        }
        if (!EpollProvider.class.getModule().isNativeAccessEnabled()) {
            return "native access is not enabled; add " + JvmFlags.ALL;
        }
        return ChannelDescriptors.obstacle();
    }

    @Override
    public PollBackend open() throws IOException {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            throw new UnsupportedOperationException("EPOLL is Linux's, this is " + system);
        }
        try {
            Downcalls.require(
                    "epoll_create1",
                    "epoll_ctl",
                    "epoll_wait",
                    "eventfd",
                    "read",
                    "write",
                    "close",
                    "fcntl",
                    "strerror");
            return new EpollBackend();
        } catch (LinkageError e) {
            throw new UnsupportedOperationException("native calls cannot be made: " + e, e);
        }
    }
}
