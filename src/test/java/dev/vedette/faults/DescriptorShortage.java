package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.unix.Descriptor;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A program that runs out of descriptors; {@link DescriptorShortageTest} sets its limit. */
final class DescriptorShortage {
    static final String EXHAUSTED = "Too many open files";

    /**
     * The most descriptors that are open while an epoll instance is nested in a Selector: its own, a pipe, and its
     * duplicate.
     */
    private static final int NESTING = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Backend backend;
    private final Deque<FileInputStream> fillers = new ArrayDeque<>();

    private DescriptorShortage(Backend backend) {
        this.backend = backend;
    }

    public static void main(String[] arguments) throws Throwable {
        DescriptorShortage shortage = new DescriptorShortage(Backend.valueOf(arguments[1]));
        assertThatThrownBy(() -> {
                    throw new IOException(EXHAUSTED); // loads classes while files can be opened
                })
                .hasMessage(EXHAUSTED);
        switch (arguments[0]) {
            case "first" -> shortage.theFirstPollComesWhenThereIsNothing();
            case "close" -> shortage.theFirstToBeClosedNeedsNoDescriptor();
            case "steps" -> shortage.everyStepFails(() -> shortage.open().close(), 2);
            case "descriptors" -> shortage.everyStepOfServingDescriptorsFails();
            case "virtual" -> shortage.aVirtualThreadPollsWithEveryNumberOfDescriptorsLeft();
            default -> shortage.everythingOpenGoesOn();
        }
    }

    private Poll open() throws IOException {
        return Poll.builder().backend(backend).open();
    }

    private void take(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            fillers.push(new FileInputStream("/dev/null"));
        }
    }

    private void fillUp() {
        try {
            take(Integer.MAX_VALUE);
        } catch (IOException e) {
            // no descriptor is left
        }
    }

    private void free(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            fillers.pop().close();
        }
    }

    private static void assertRefused(Throwable refusal) {
        assertThat(refusal).isInstanceOf(IOException.class).hasMessageContaining(EXHAUSTED);
    }

    private void theFirstPollComesWhenThereIsNothing() throws IOException {
        fillUp();
        Throwable refusal = catchThrowable(this::open);
        free(fillers.size());
        assertRefused(refusal);
        open().close();
    }

    private void theFirstToBeClosedNeedsNoDescriptor() throws IOException {
        Poll poll = open();
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        poll.registry().register(channel, 1, Interest.WRITABLE);
        assertThat(poll.poll(Events.withCapacity(1), PATIENCE)).isEqualTo(1);
        DatagramChannel other = DatagramChannel.open();
        fillUp();
        Throwable failure = catchThrowable(() -> {
            poll.registry().close(channel);
            other.close();
            poll.close();
        });
        free(fillers.size());
        assertThat(failure).isNull();
    }

    /** With every number of descriptors left, an action such as opening a Poll either succeeds or changes nothing. */
    private void everyStepFails(ThrowingCallable action, int needed) throws Throwable {
        action.call();
        List<String> before = DescriptorCensus.take();
        int refusals = 0;
        for (boolean opened = false; !opened; ) {
            fillUp();
            free(refusals);
            int left = fillers.size();
            Throwable refusal = catchThrowable(action);
            fillUp();
            assertGivenBack(refusals, left + refusals);
            free(fillers.size());
            opened = refusal == null;
            if (!opened) {
                assertRefused(refusal);
                refusals++;
            }
        }
        assertThat(refusals).as("descriptors that the action takes").isEqualTo(needed);
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    /** There may be more, because the JVM may have closed some of its own. */
    private void assertGivenBack(int spare, int expected) {
        assertThat(fillers.size())
                .as("descriptors available again, with %s to spare", spare)
                .isGreaterThanOrEqualTo(expected);
    }

    /** Standard input is a pipe, which can be watched like any other descriptor. */
    private void everyStepOfServingDescriptorsFails() throws Throwable {
        everyStepFails(
                () -> {
                    try (Poll poll = open()) {
                        poll.registry().register(Descriptor.borrow(0), 1, Interest.READABLE);
                    }
                },
                backend == Backend.NIO ? 2 + NESTING : 2);
    }

    /** Without the descriptors for parking, the thread waits in another way. */
    private void aVirtualThreadPollsWithEveryNumberOfDescriptorsLeft() throws Exception {
        pollInAVirtualThread(open());
        List<String> before = DescriptorCensus.take();
        for (int spare = 0; spare < 10; spare++) {
            Poll poll = open();
            fillUp();
            free(spare);
            int left = fillers.size();
            pollInAVirtualThread(poll);
            fillUp();
            assertGivenBack(spare, left + spare + 2);
            free(fillers.size());
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    private static void pollInAVirtualThread(Poll poll) throws Exception {
        FutureTask<Void> polling = new FutureTask<>(() -> {
            assertThat(poll.poll(Events.withCapacity(1), Duration.ofMillis(1))).isZero();
            poll.close();
            return null;
        });
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, polling); // Java 21
        polling.get();
    }

    /** A Poll with a source that is always ready. */
    private record Post(Poll poll, DatagramChannel channel) implements Closeable {
        static final long TOKEN = 7;

        static Post open(Backend backend) throws IOException {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.configureBlocking(false);
                Poll poll = Poll.builder().backend(backend).open();
                poll.registry().register(channel, TOKEN, Interest.WRITABLE);
                return new Post(poll, channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        void assertAlive() throws IOException {
            poll.registry().waker(8).wake();
            Events events = Events.withCapacity(2);
            assertThat(poll.poll(events, PATIENCE)).isEqualTo(2);
            assertThat(events).extracting(Event::token).containsExactlyInAnyOrder(TOKEN, 8L);
            poll.registry().deregister(channel);
            assertThat(poll.poll(events, Duration.ZERO)).isZero();
            poll.registry().register(channel, TOKEN, Interest.WRITABLE);
            assertThat(poll.poll(events, PATIENCE)).isEqualTo(1);
        }

        @Override
        public void close() throws IOException {
            poll.registry().close(channel);
            poll.close();
        }
    }

    private void everythingOpenGoesOn() throws IOException {
        useWhatTheJdkOpensOnce();
        List<String> before = DescriptorCensus.take();
        take(8);
        List<Post> posts = new ArrayList<>();
        assertRefused(catchThrowable(() -> {
            while (true) {
                posts.add(Post.open(backend));
            }
        }));
        assertThat(posts).hasSizeGreaterThan(10);
        fillUp();
        for (Post post : posts) {
            post.assertAlive();
        }
        posts.remove(0).close();
        posts.add(Post.open(backend));
        accept(posts.get(0), true);
        for (Post post : posts) {
            post.assertAlive();
            post.close();
        }
        free(fillers.size());
        assertThat(DescriptorCensus.since(before)).isEmpty();
        open().close();
    }

    private void useWhatTheJdkOpensOnce() throws IOException {
        take(8);
        try (Post post = Post.open(backend)) {
            post.assertAlive();
            accept(post, false);
        }
        free(fillers.size());
    }

    /** A connection that cannot be accepted for lack of descriptors stays ready until it can be accepted. */
    private void accept(Post post, boolean full) throws IOException {
        free(2);
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .configureBlocking(false);
            post.poll().registry().register(listener, 1, Interest.READABLE);
            try (SocketChannel client = SocketChannel.open(listener.getLocalAddress())) {
                assertReadyFor(post, 1);
                if (full) {
                    fillUp();
                    assertRefused(catchThrowable(listener::accept));
                    assertReadyFor(post, 1);
                }
                free(1);
                SocketChannel accepted = listener.accept();
                accepted.configureBlocking(false);
                post.poll().registry().register(accepted, 2, Interest.WRITABLE);
                assertReadyFor(post, 2);
                post.poll().registry().close(accepted);
                assertThat(client.isOpen()).isTrue();
            }
            post.poll().registry().close(listener);
        }
    }

    private static void assertReadyFor(Post post, long token) throws IOException {
        Events events = Events.withCapacity(8);
        post.poll().poll(events, PATIENCE);
        assertThat(events).extracting(Event::token).contains(token, Post.TOKEN);
    }
}
