package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@LinuxOnly
class EventFdTest {
    /** The greatest value of the counter, 2⁶⁴ − 2, as a long. */
    private static final long FULL = -2;

    @Test
    void theSumIsTakenAtOnce() throws IOException {
        try (EventFd counter = EventFd.open()) {
            assertThat(counter.take()).isZero();
            assertThat(counter.add(3)).isTrue();
            assertThat(counter.add(4)).isTrue();
            assertThat(counter.take()).isEqualTo(7);
            assertThat(counter.take()).isZero();
        }
    }

    @Test
    void aSemaphoreGivesOneByOne() throws IOException {
        try (EventFd semaphore = EventFd.openSemaphore()) {
            assertThat(semaphore.add(2)).isTrue();
            assertThat(semaphore.take()).isOne();
            assertThat(semaphore.take()).isOne();
            assertThat(semaphore.take()).isZero();
        }
    }

    @Test
    void anOverflowIsNotAddedAndTheCounterIsNotWritableUntilThereIsRoom() throws IOException {
        try (EventFd counter = EventFd.open();
                Poll poll = Poll.builder().backend(Backend.EPOLL).open()) {
            assertThat(counter.add(Long.MAX_VALUE)).isTrue();
            assertThat(counter.add(Long.MAX_VALUE)).isTrue();
            assertThat(counter.add(1)).isFalse();
            Events events = Events.withCapacity(1);
            poll.registry().register(counter, 1, Interest.WRITABLE);
            assertThat(poll.poll(events, Duration.ofMillis(50))).isZero();
            assertThat(counter.take()).isEqualTo(FULL);
            assertThat(poll.poll(events, Duration.ofSeconds(20))).isOne();
            assertThat(counter.add(1)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void onlyPositiveNumbersCanBeAdded(long value) throws IOException {
        try (EventFd counter = EventFd.open()) {
            assertThatThrownBy(() -> counter.add(value)).isInstanceOf(IllegalArgumentException.class);
            assertThat(counter.take()).isZero();
        }
    }

    @Test
    void aCLibrarySeesTheSameNumber() throws IOException {
        try (EventFd counter = EventFd.open()) {
            ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            assertThat(counter.add(5)).isTrue();
            assertThat(Descriptor.borrow(counter.fd()).read(number)).isEqualTo(Long.BYTES);
            assertThat(number.getLong(0)).isEqualTo(5);
            assertThat(counter.write(number.putLong(0, 6).flip())).isEqualTo(Long.BYTES);
            assertThat(counter.take()).isEqualTo(6);
        }
    }

    @Test
    void aCounterOfACLibraryCanBeBorrowedOrOwned() throws IOException {
        int fd = Fds.eventfd();
        try (EventFd borrowed = EventFd.borrow(fd)) {
            borrowed.setNonBlocking(true);
            assertThat(borrowed.add(3)).isTrue();
        }
        assertThat(Fds.isOpen(fd)).isTrue();
        try (EventFd owned = EventFd.own(fd)) {
            assertThat(owned).hasToString("EventFd[fd=" + fd + ", owned]");
            assertThat(owned.take()).isEqualTo(3);
            assertThat(owned.take()).isZero();
        }
        assertThat(Fds.isOpen(fd)).isFalse();
    }

    @Test
    void inBlockingModeItWaits() throws Exception {
        try (EventFd blocking = EventFd.own(Fds.eventfd())) {
            FutureTask<Long> taking = new FutureTask<>(blocking::take);
            new Thread(taking).start();
            assertThatThrownBy(() -> taking.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(blocking.add(7)).isTrue();
            assertThat(taking.get()).isEqualTo(7);
        }
    }

    @Test
    void aDescriptorThatIsNoCounterIsRefusedWhenItIsUsed() throws IOException {
        int[] pipe = Fds.pipe();
        try (EventFd in = EventFd.own(pipe[0]);
                Descriptor out = Descriptor.own(pipe[1])) {
            out.write(ByteBuffer.allocate(3));
            assertThatThrownBy(in::take)
                    .isInstanceOf(IOException.class)
                    .hasMessage("read(fd " + in.fd() + "): 3 bytes instead of 8");
            assertThatThrownBy(() -> in.add(1)).isInstanceOf(IOException.class).hasMessageContaining("EBADF");
        }
        assertThatThrownBy(EventFd.borrow(-1)::take).isInstanceOf(IOException.class);
    }

    @Test
    void noAdditionIsLostBetweenThreads() throws Exception {
        int threads = 3;
        int rounds = 20_000;
        try (EventFd counter = EventFd.open()) {
            FutureTask<?>[] adders = new FutureTask<?>[threads];
            for (int i = 0; i < threads; i++) {
                adders[i] = new FutureTask<>(() -> {
                    for (int round = 0; round < rounds; round++) {
                        assertThat(counter.add(1)).isTrue();
                    }
                    return null;
                });
                new Thread(adders[i]).start();
            }
            long taken = 0;
            while (taken < (long) threads * rounds) {
                taken += counter.take();
                Thread.onSpinWait();
            }
            for (FutureTask<?> adder : adders) {
                adder.get();
            }
            assertThat(taken).isEqualTo((long) threads * rounds);
            assertThat(counter.take()).isZero();
        }
    }
}
