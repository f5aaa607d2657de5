package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.ClosedPollException;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.LinuxOnly;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Descriptors that are closed without the knowledge of the library, for example by a C library. Their numbers are so
 * high that the system gives them out to no other descriptor, because it gives out the lowest free number.
 */
@Timeout(60)
@LinuxOnly
class LostDescriptorTest {
    private static final int FD = 801;
    private static final int COPY = 802;
    private static final String SOCKET = "socket:";
    private static final String EVENTFD = "anon_inode:[eventfd]";
    private static final String EPOLL = "anon_inode:[eventpoll]";

    private final Events events = Events.withCapacity(8);
    private final Descriptor lost = Descriptor.borrow(FD);
    private Poll poll;
    private Registry registry;

    @BeforeEach
    void open() throws IOException {
        poll = Poll.builder().backend(Backend.EPOLL).open();
        registry = poll.registry();
        eventfdAt(FD);
    }

    @AfterEach
    void close() throws IOException {
        poll.close();
        for (int fd : new int[] {FD, COPY}) {
            if (Fds.isOpen(fd)) {
                Fds.close(fd);
            }
        }
    }

    private static void eventfdAt(int fd) throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            Fds.replace(fd, eventfd.fd());
        }
    }

    private void signal(Descriptor eventfd) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        assertThat(eventfd.write(one.putLong(1).flip())).isEqualTo(Long.BYTES);
    }

    private void assertEvents(Long... tokens) throws IOException {
        poll.poll(events, Duration.ofMillis(50));
        assertThat(events).extracting(Event::token).containsExactlyInAnyOrder(tokens);
    }

    @Test
    void aLostDescriptorIsSilentAndEveryUseGivesTheReason() throws IOException {
        registry.register(lost, 1, Interest.READABLE);
        signal(lost);
        assertEvents(1L);
        Fds.close(FD);
        assertEvents();
        assertThatThrownBy(() -> registry.reregister(lost, 2, Interest.READABLE))
                .isInstanceOf(IOException.class)
                .hasMessage("epoll_ctl(MOD, fd 801): Bad file descriptor (EBADF)");
        assertThatThrownBy(() -> registry.deregister(lost))
                .isInstanceOf(IOException.class)
                .hasMessage("epoll_ctl(DEL, fd 801): Bad file descriptor (EBADF)");
        assertThatThrownBy(() -> lost.read(ByteBuffer.allocate(8)))
                .isInstanceOf(IOException.class)
                .hasMessage("read(fd 801): Bad file descriptor (EBADF)");
        assertEvents();
    }

    @Test
    void theNextDescriptorWithTheNumberIsAnotherSource() throws IOException {
        registry.register(lost, 1, Interest.READABLE);
        eventfdAt(FD);
        signal(lost);
        assertEvents();
        assertThatThrownBy(() -> registry.reregister(lost, 2, Interest.READABLE))
                .isInstanceOf(NotRegisteredException.class);
        assertThatThrownBy(() -> registry.deregister(lost)).isInstanceOf(NotRegisteredException.class);
        registry.register(lost, 3, Interest.READABLE);
        assertEvents(3L);
    }

    /** The kernel watches the open file, which exists as long as a copy of the descriptor does. */
    @Test
    void aCopyKeepsARegistrationThatOnlyItsNumberCanEnd() throws IOException {
        registry.register(lost, 1, Interest.READABLE);
        Fds.replace(COPY, FD);
        Fds.close(FD);
        signal(Descriptor.borrow(COPY));
        assertEvents(1L);
        assertThatThrownBy(() -> registry.deregister(lost)).hasMessageContaining("EBADF");
        Fds.replace(FD, COPY);
        registry.deregister(lost);
        assertEvents();
    }

    @Test
    void aChannelThatHasLostItsDescriptorIsSilentAndNotRegistered() throws IOException {
        DatagramChannel.open().close(); // opens descriptors that the JDK keeps
        List<Integer> before = Fds.ofKind(SOCKET);
        try (DatagramChannel channel = DatagramChannel.open()) {
            List<Integer> fd = Fds.ofKind(SOCKET);
            fd.removeAll(before);
            assertThat(fd).hasSize(1);
            channel.configureBlocking(false);
            registry.register(channel, 1, Interest.WRITABLE);
            assertEvents(1L);
            eventfdAt(fd.get(0));
            assertEvents();
            assertThatThrownBy(() -> registry.reregister(channel, 2, Interest.WRITABLE))
                    .isInstanceOf(NotRegisteredException.class);
            assertThatThrownBy(() -> registry.deregister(channel)).isInstanceOf(NotRegisteredException.class);
            registry.close(channel);
            assertThat(Fds.isOpen(fd.get(0))).isFalse();
        }
        assertEvents();
    }

    /** The number of its wake-up descriptor refers to a file that cannot be written. */
    @Test
    void aPollThatHasLostItsWakeUpDescriptorContinuesAndReportsItWhenItIsClosed() throws Exception {
        List<Integer> before = Fds.ofKind(EVENTFD);
        Poll robbed = Poll.builder().backend(Backend.EPOLL).open();
        Waker waker = robbed.registry().waker(1);
        int number = theNewOne(before);
        try (Descriptor readOnly = Descriptor.own(Fds.open(Path.of("/dev/null")))) {
            Fds.replace(number, readOnly.fd());
        }
        try (Descriptor strangers = Descriptor.own(number)) {
            for (int i = 0; i < 3; i++) {
                Task<Integer> waiting = Task.start(() -> robbed.poll(events, Duration.ofSeconds(40)))
                        .awaitInPoll();
                waker.wake();
                assertThat(waiting.join(Duration.ofSeconds(30))).isEqualTo(1);
            }
            Task<Integer> waiting = Task.start(() -> robbed.poll(events)).awaitInPoll();
            waiting.thread().interrupt();
            assertThat(waiting.join(Duration.ofSeconds(30))).isZero();
            Task<Integer> closed = Task.start(() -> robbed.poll(events)).awaitInPoll();
            assertThatThrownBy(robbed::close)
                    .isInstanceOf(IOException.class)
                    .hasMessage("eventfd " + number + " of this Poll was closed by other code");
            assertThatThrownBy(() -> closed.join(Duration.ofSeconds(30))).isInstanceOf(ClosedPollException.class);
            assertThat(robbed.isOpen()).isFalse();
            assertThat(Fds.isOpen(strangers.fd())).as("what is somebody else's").isTrue();
        }
        assertThat(Fds.ofKind(EVENTFD)).isEqualTo(before);
        robbed.close();
    }

    private static int theNewOne(List<Integer> before) throws IOException {
        List<Integer> eventfds = Fds.ofKind(EVENTFD);
        eventfds.removeAll(before);
        assertThat(eventfds).hasSize(1);
        return eventfds.get(0);
    }

    /** Which is the only one that asks for it. */
    @Test
    void aPollThatHasLostItsWakeUpDescriptorIsReleasedByAClose() throws Exception {
        List<Integer> before = Fds.ofKind(EVENTFD);
        List<Integer> epollsBefore = Fds.ofKind(EPOLL);
        Poll robbed = Poll.builder().backend(Backend.EPOLL).open();
        int number = theNewOne(before);
        Fds.close(number);
        assertThatThrownBy(robbed::close)
                .isInstanceOf(IOException.class)
                .hasMessage("eventfd " + number + " of this Poll was closed by other code");
        assertThat(Fds.ofKind(EVENTFD)).isEqualTo(before);
        assertThat(Fds.ofKind(EPOLL)).isEqualTo(epollsBefore);
        robbed.close();
    }

    /** A Selector that has lost its own cannot be repaired, but what it throws is not the program's to know. */
    @Test
    void aSelectorThatCannotBeWokenIsAnIOExceptionToTheProgram() throws Exception {
        List<Integer> before = Fds.ofKind(EVENTFD);
        Poll robbed = Poll.builder().backend(Backend.NIO).open();
        Waker waker = robbed.registry().waker(1);
        int number = theNewOne(before);
        Task<Integer> waiting =
                Task.start(() -> robbed.poll(events, Duration.ofSeconds(2))).awaitInPoll();
        Fds.close(number);
        assertThatThrownBy(waker::wake).isInstanceOf(UncheckedIOException.class).hasCauseInstanceOf(IOException.class);
        assertThat(waiting.join(Duration.ofSeconds(30)))
                .as("what the wake left behind")
                .isEqualTo(1);
        assertThatThrownBy(robbed::close).isInstanceOf(IOException.class);
        assertThat(robbed.isOpen()).isFalse();
    }
}
