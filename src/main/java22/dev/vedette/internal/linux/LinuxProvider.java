package dev.vedette.internal.linux;

import dev.vedette.Backend;
import dev.vedette.internal.DescriptorCalls;
import dev.vedette.internal.DescriptorSet;
import dev.vedette.internal.JvmFlags;
import dev.vedette.internal.NativeProvider;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.unix.EventFds;
import dev.vedette.internal.unix.Inotifies;
import dev.vedette.internal.unix.ProcessFds;
import dev.vedette.internal.unix.SignalFds;
import dev.vedette.internal.unix.TimerFds;
import dev.vedette.internal.unix.UnixDatagrams;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;

/** Says whether this JVM and this system allow native calls, and gives what stands on them. */
final class LinuxProvider implements NativeProvider {
    private static final String[] FUNCTIONS = {
        "epoll_create1",
        "epoll_ctl",
        "epoll_wait",
        "eventfd",
        "read",
        "write",
        "close",
        "fcntl",
        "pipe2",
        "dup3",
        "strerror"
    };

    private final Linked<DescriptorCalls> descriptorCalls = new Linked<>(NativeDescriptorCalls::new, "open");
    private final Linked<EventFds> eventFds = new Linked<>(NativeEventFds::new);
    private final Linked<TimerFds> timerFds =
            new Linked<>(NativeTimerFds::new, "timerfd_create", "timerfd_settime", "timerfd_gettime");
    private final Linked<ProcessFds> processFds = new Linked<>(NativeProcessFds::new, "syscall", "poll");
    private final Linked<SignalFds> signalFds = new Linked<>(NativeSignalFds::new, "signalfd");
    private final Linked<Inotifies> inotifies =
            new Linked<>(NativeInotifies::new, "inotify_init1", "inotify_add_watch", "inotify_rm_watch");
    private final Linked<UnixDatagrams> unixDatagrams = new Linked<>(
            NativeUnixDatagrams::new, "socket", "bind", "connect", "getsockname", "getpeername", "sendto", "recvfrom");

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
    public DescriptorSet openDescriptorSet() throws IOException {
        require();
        try {
            return new EpollDescriptors();
        } catch (LinkageError e) {
            throw cannotCall(e);
        }
    }

    @Override
    public DescriptorCalls descriptorCalls() {
        return descriptorCalls.get();
    }

    @Override
    public EventFds eventFds() {
        return eventFds.get();
    }

    @Override
    public TimerFds timerFds() {
        return timerFds.get();
    }

    @Override
    public ProcessFds processFds() {
        return processFds.get();
    }

    @Override
    public SignalFds signalFds() {
        return signalFds.get();
    }

    @Override
    public Inotifies inotifies() {
        return inotifies.get();
    }

    @Override
    public UnixDatagrams unixDatagrams() {
        return unixDatagrams.get();
    }

    /** Calls that are linked when they are first wanted. */
    private static final class Linked<T> {
        private final Supplier<T> constructor;
        private final String[] functions;
        private volatile T calls;

        Linked(Supplier<T> constructor, String... functions) {
            this.constructor = constructor;
            this.functions = functions;
        }

        T get() {
            T linked = calls;
            if (linked == null) {
                require();
                Downcalls.require(functions);
                try {
                    linked = constructor.get();
                } catch (LinkageError e) {
                    throw cannotCall(e);
                }
                calls = linked;
            }
            return linked;
        }
    }

    /** Everything that could make a static initialiser fail is found out here, and said in words. */
    private static void require() {
        if (wrongSystem() != null) {
            throw new UnsupportedOperationException(wrongSystem());
        }
        Downcalls.require(FUNCTIONS);
    }

    /** Why there can be no native calls, whatever the flags; {@code null} if there can. */
    private static String wrongSystem() {
        String system = System.getProperty("os.name");
        boolean has64Bits = ValueLayout.ADDRESS.byteSize() == Long.BYTES;
        return system.equals("Linux") && has64Bits
                ? null
                : "native calls are there for Linux of 64 bits, this is " + system + " on "
                        + System.getProperty("os.arch");
    }

    private static UnsupportedOperationException cannotCall(LinkageError e) {
        return new UnsupportedOperationException("native calls cannot be made: " + e, e);
    }
}
