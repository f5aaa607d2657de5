package dev.vedette.faults;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Uses a Poll at the end of a stack, at every depth at which it can fail, and then in the ordinary way. A process of
 * its own, because a class whose initializer meets the end of a stack fails for good.
 *
 * <p>Arguments: the backend, and how often.
 */
final class StackEnds {
    /** More than any use is deep, in calls of {@link Diver#dive}. */
    private static final int CALLS = 400;

    private static final int STACK_BYTES = 512 * 1024;

    /** The token that ends a wait of another thread. */
    private static final long STOP = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What is done at the end of a stack. Linked by the first calls, which are made with stack enough. */
    private enum Use {
        POLL(CALLS) {
            @Override
            void make(StackEnds place) throws IOException {
                place.waker.wake();
                place.poll.poll(place.events, 1, TimeUnit.MICROSECONDS);
                place.poll.poll(place.events, 0, TimeUnit.NANOSECONDS);
            }
        },
        WAIT(CALLS) {
            @Override
            void make(StackEnds place) throws IOException {
                place.poll.poll(place.events, 10, TimeUnit.MICROSECONDS);
            }
        },
        WAKE(CALLS) {
            @Override
            void make(StackEnds place) {
                place.waker.wake();
                Thread.onSpinWait();
            }
        },
        REGISTER(CALLS) {
            @Override
            void make(StackEnds place) throws IOException {
                try {
                    place.poll.registry().register(place.channel, 3, Interest.READABLE);
                } catch (AlreadyRegisteredException e) {
                    // a deregistration has failed
                }
                try {
                    place.poll.registry().reregister(place.channel, 4, Interest.READABLE);
                    place.poll.registry().deregister(place.channel);
                } catch (NotRegisteredException e) {
                    // the registration has failed
                }
            }
        },
        CLOSE(10 * CALLS) {
            @Override
            void make(StackEnds place) throws IOException {
                place.poll.close();
            }
        };

        final int calls;

        Use(int calls) {
            this.calls = calls;
        }

        abstract void make(StackEnds place) throws IOException;

        /** Whether another thread waits in poll meanwhile. */
        boolean isMadeWhileAPollWaits() {
            return this == WAKE || this == REGISTER;
        }
    }

    private final Poll poll;
    private final Waker waker;
    private final Events events = Events.withCapacity(8);
    private final DatagramChannel channel = newChannel();

    private StackEnds(Backend backend) throws IOException {
        poll = Poll.builder().backend(backend).statistics(true).open();
        waker = poll.registry().waker(1);
    }

    private static DatagramChannel newChannel() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        return channel;
    }

    public static void main(String[] arguments) throws Exception {
        Backend backend = Backend.valueOf(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        for (Use use : Use.values()) {
            new StackEnds(backend).run(use, false);
        }
        List<String> before = DescriptorCensus.take();
        for (Use use : Use.values()) {
            for (int round = 0; round < rounds; round++) {
                new StackEnds(backend).run(use, true);
            }
        }
        List<String> left = DescriptorCensus.since(before);
        left.removeIf(descriptor -> !descriptor.startsWith("anon_inode:")); // a channel's is not the Poll's to release
        check(left.isEmpty(), "left open: " + left);
        System.exit(0); // also if a thread that has failed still waits
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    /** Once, in the ordinary way; or else at every depth at the end of a stack, and after that in the ordinary way. */
    private void run(Use use, boolean deep) throws Exception {
        Task<Void> waiting = use.isMadeWhileAPollWaits() ? Task.start(this::pollUntilStopped) : null;
        use.make(this);
        if (deep) {
            Diver diver = new Diver(this, use);
            Thread thread = new Thread(null, diver, "diver", STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
            thread.join(PATIENCE.toMillis());
            check(!thread.isAlive(), use + " hangs at the end of a stack");
            check(diver.overflows > 0, use + " has not met the end of a stack");
            if (diver.unexpected != null) {
                throw new AssertionError(use + " at the end of a stack", diver.unexpected);
            }
        }
        if (use != Use.CLOSE) {
            if (waiting == null) {
                Task.start(this::pollAndRegister).join(PATIENCE);
            } else {
                poll.registry().waker(STOP).wake();
                waiting.join(PATIENCE);
            }
        }
        Task.start(this::close).join(PATIENCE);
    }

    private Void pollUntilStopped() throws IOException {
        Events some = Events.withCapacity(8);
        while (!contains(some, STOP)) {
            poll.poll(some);
        }
        return null;
    }

    private Void pollAndRegister() throws IOException {
        poll.registry().waker(STOP).wake();
        awaitEvent(STOP);
        try (DatagramChannel fresh = newChannel()) {
            poll.registry().register(fresh, 5, Interest.WRITABLE);
            awaitEvent(5);
        }
        check(poll.statistics().polls() > 0, "no statistics");
        return null;
    }

    private void awaitEvent(long token) throws IOException {
        do {
            poll.poll(events, PATIENCE);
            check(!events.isEmpty(), "no event of " + token);
        } while (!contains(events, token));
    }

    private static boolean contains(Events events, long token) {
        for (Event event : events) {
            if (event.token() == token) {
                return true;
            }
        }
        return false;
    }

    private Void close() throws IOException {
        poll.close();
        check(!poll.isOpen(), "open");
        channel.close();
        return null;
    }

    /** Goes down to the end of its stack, and on its way back makes the use from every call. */
    private static final class Diver implements Runnable {
        private final StackEnds place;
        private final Use use;

        /** Whether a Selector may have lost a key by an overflow of its own. */
        private final boolean mayFail;

        private int left;
        private int overflows;
        private Throwable unexpected;

        Diver(StackEnds place, Use use) {
            this.place = place;
            this.use = use;
            this.mayFail = place.poll.backend() == Backend.NIO;
            this.left = use.calls;
        }

        @Override
        public void run() {
            dive(1);
        }

        /** Its result is of no use but to keep its frame. */
        @SuppressWarnings("InfiniteRecursion")
        private int dive(int depth) {
            int deepest = depth;
            try {
                deepest = dive(depth + 1);
            } catch (StackOverflowError e) {
                // here it ends
            }
            if (left > 0) {
                left--;
                try {
                    use.make(place);
                } catch (StackOverflowError e) {
                    overflows++;
                } catch (IOException e) {
                    if (!mayFail) {
                        unexpected = e;
                    }
                } catch (RuntimeException | Error e) {
                    unexpected = e;
                }
            }
            return deepest;
        }
    }
}
