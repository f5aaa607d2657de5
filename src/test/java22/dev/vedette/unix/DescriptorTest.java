package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading, writing and closing of descriptors. {@link DescriptorContract} tests them in a Poll. */
@Timeout(60)
@LinuxOnly
class DescriptorTest {
    /** A number so high that the system gives it out to no other descriptor. */
    private static final int LOST = 1000;

    @Test
    void aBufferWhoseMemoryIsFreedIsRefused() throws IOException {
        Arena arena = Arena.ofConfined();
        ByteBuffer gone = arena.allocate(8).asByteBuffer();
        arena.close();
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            assertThatThrownBy(() -> eventfd.write(gone)).isInstanceOf(IllegalStateException.class);
        }
    }

    // ---- reading and writing

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bytesArriveUnchanged(boolean direct) throws IOException {
        int[] pipe = Fds.pipe();
        try (Descriptor in = Descriptor.own(pipe[0]);
                Descriptor out = Descriptor.own(pipe[1])) {
            ByteBuffer source = buffer(direct, 40_000);
            for (int i = 0; i < source.capacity(); i++) {
                source.put(i, (byte) (i * 31));
            }
            source.position(3).limit(39_990);
            ByteBuffer target = buffer(direct, 40_000);
            target.position(3).limit(39_990);
            while (source.hasRemaining()) {
                assertThat(out.write(source)).isPositive();
            }
            while (target.hasRemaining()) {
                assertThat(in.read(target)).isPositive();
            }
            for (int i = 3; i < 39_990; i++) {
                assertThat(target.get(i)).isEqualTo((byte) (i * 31));
            }
            target.clear();
            assertThat(target.get(2)).isZero();
            assertThat(target.get(39_990)).isZero();
        }
    }

    @Test
    void aReadThatWouldBlockReturns0AndAReadAtTheEndReturnsMinus1() throws IOException {
        int[] pipe = Fds.pipe();
        try (Descriptor in = Descriptor.own(pipe[0])) {
            in.setNonBlocking(true);
            try (Descriptor out = Descriptor.own(pipe[1])) {
                out.setNonBlocking(true);
                assertThat(in.read(ByteBuffer.allocate(8))).isZero();
                ByteBuffer much = ByteBuffer.allocateDirect(1 << 20);
                assertThat(out.write(much)).isPositive();
                assertThat(out.write(much)).isZero();
            }
            ByteBuffer target = ByteBuffer.allocateDirect(1 << 20);
            assertThat(in.read(target)).isPositive();
            assertThat(in.read(target)).isEqualTo(-1);
        }
    }

    /** A read into the heap uses memory of the same size outside the heap, which must be freed. */
    @Test
    void aLargeBufferOnTheHeapLeavesNothingOffTheHeap() throws IOException {
        int[] pipe = Fds.pipe();
        try (Descriptor in = Descriptor.own(pipe[0]);
                Descriptor out = Descriptor.own(pipe[1])) {
            in.setNonBlocking(true);
            ByteBuffer target = ByteBuffer.allocate(8 << 20);
            long before = residentKib();
            for (int i = 0; i < 300; i++) {
                assertThat(in.read(target)).isZero();
            }
            assertThat(residentKib() - before)
                    .as("growth after reads of 2400 MiB")
                    .isLessThan(1 << 20);
            assertThat(out.isOpen()).isTrue();
        }
    }

    private static long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no VmRSS");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageIsWrittenAndReadWhole(boolean direct) throws IOException {
        try (UnixDatagram receiver = UnixDatagram.open();
                UnixDatagram sender = UnixDatagram.open()) {
            receiver.bind(UnixAddress.unnamed());
            sender.connect(receiver.localAddress());
            ByteBuffer message = buffer(direct, 40_000);
            for (int i = 0; i < message.capacity(); i++) {
                message.put(i, (byte) (i * 31));
            }
            assertThat(Descriptor.borrow(sender.fd()).write(message)).isEqualTo(40_000);
            assertThat(message.hasRemaining()).isFalse();
            ByteBuffer target = buffer(direct, 40_001).position(1);
            assertThat(Descriptor.borrow(receiver.fd()).read(target)).isEqualTo(40_000);
            assertThat(target.flip().position(1)).isEqualTo(message.flip());
            assertThat(Descriptor.borrow(receiver.fd()).read(target.clear())).isZero();
        }
    }

    @Test
    void emptyBuffersCauseNoSystemCall() throws IOException {
        try (Descriptor nonsense = Descriptor.borrow(-1)) {
            assertThat(nonsense.read(ByteBuffer.allocate(0))).isZero();
            assertThat(nonsense.write(ByteBuffer.allocate(0))).isZero();
            assertThatThrownBy(() -> nonsense.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("EBADF");
            assertThatThrownBy(() -> nonsense.read(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aReadOnlyBufferCanBeWritten() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            assertThat(eventfd.write(one().asReadOnlyBuffer())).isEqualTo(8);
        }
    }

    @Test
    void switchingTheModeKeepsTheOtherFlags(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (Descriptor descriptor = Descriptor.own(Fds.openToAppend(file))) {
            long before = flags(descriptor);
            descriptor.setNonBlocking(true);
            descriptor.setNonBlocking(true);
            assertThat(flags(descriptor)).isEqualTo(before | 0x800);
            descriptor.setNonBlocking(false);
            assertThat(flags(descriptor)).isEqualTo(before);
        }
    }

    private static long flags(Descriptor descriptor) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor.fd())).stream()
                .filter(line -> line.startsWith("flags:"))
                .mapToLong(line -> Long.parseLong(line.substring(6).strip(), 8))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theModeOfANumberThatIsNoDescriptorCannotBeSwitched() {
        assertThatThrownBy(() -> Descriptor.borrow(LOST).setNonBlocking(true))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("fcntl(fd " + LOST + ")", "EBADF");
    }

    // ---- closing

    @Test
    void closingABorrowedDescriptorLeavesItOpen() throws IOException {
        int fd = Fds.eventfd();
        Descriptor.borrow(fd).close();
        assertThat(Fds.isOpen(fd)).isTrue();
        Descriptor.own(fd).close();
        assertThat(Fds.isOpen(fd)).isFalse();
    }

    @Test
    void everyUseReleasesTheDescriptorEvenIfItIsRefused() throws IOException {
        try (Poll poll = Poll.open()) {
            everyUseReleasesTheDescriptor(poll.registry());
        }
    }

    private static void everyUseReleasesTheDescriptor(Registry registry) throws IOException {
        Descriptor descriptor = Descriptor.own(Fds.eventfd());
        descriptor.setNonBlocking(true);
        registry.register(descriptor, 1, Interest.READABLE);
        assertThatThrownBy(() -> registry.register(descriptor, 1, Interest.READABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        registry.reregister(descriptor, 2, Interest.READABLE);
        registry.deregister(descriptor);
        assertThatThrownBy(() -> registry.reregister(descriptor, 2, Interest.READABLE))
                .isInstanceOf(NotRegisteredException.class);
        assertThatThrownBy(() -> registry.deregister(descriptor)).isInstanceOf(NotRegisteredException.class);
        assertThatThrownBy(() -> descriptor.write(ByteBuffer.allocate(1))).hasMessageContaining("EINVAL");
        descriptor.write(one());
        assertThatThrownBy(() -> descriptor.read(ByteBuffer.allocate(1))).hasMessageContaining("EINVAL");
        descriptor.read(ByteBuffer.allocate(8));
        descriptor.close();
        assertThat(Fds.isOpen(descriptor.fd())).isFalse();
    }

    @Test
    void anErrorOfClosingIsReported() {
        int eventfd = Fds.eventfd();
        Fds.replace(LOST, eventfd);
        Fds.close(eventfd);
        Descriptor descriptor = Descriptor.own(LOST);
        Fds.close(LOST);
        assertThatThrownBy(descriptor::close)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("close(fd " + LOST + ")", "EBADF");
        assertThat(descriptor.isOpen()).isFalse();
    }

    @Test
    void aDescriptorDescribesItself() throws IOException {
        Descriptor owned = Descriptor.own(Fds.eventfd());
        assertThat(owned).hasToString("Descriptor[fd=" + owned.fd() + ", owned]");
        assertThat(Descriptor.borrow(owned.fd())).hasToString("Descriptor[fd=" + owned.fd() + ", borrowed]");
        owned.close();
        assertThat(owned).hasToString("Descriptor[fd=" + owned.fd() + ", owned, closed]");
    }

    @Test
    void aDescriptorStaysOpenWhileAReadIsInProgress() throws Exception {
        int sleepMs = 1;
        while (!closedDuringARead(sleepMs)) {
            sleepMs *= 2; // the reader had not entered its system call
        }
    }

    private static boolean closedDuringARead(int sleepMs) throws Exception {
        int[] pipe = Fds.pipe();
        int number = 804; // too high to be given out by chance after the close
        Fds.replace(number, pipe[0]);
        Fds.close(pipe[0]);
        Descriptor in = Descriptor.own(number);
        try (Descriptor out = Descriptor.own(pipe[1])) {
            FutureTask<Integer> read = new FutureTask<>(() -> in.read(ByteBuffer.allocate(8)));
            Thread reader = new Thread(read);
            reader.start();
            Thread.sleep(sleepMs);
            in.close();
            if (!Fds.isOpen(number)) {
                assertThatThrownBy(read::get).hasCauseInstanceOf(ClosedChannelException.class);
                return false;
            }
            out.write(one());
            assertThat(read.get()).isEqualTo(8);
            assertThat(Fds.isOpen(number)).isFalse();
            return true;
        }
    }

    private static ByteBuffer buffer(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    private static ByteBuffer one() {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(1).flip();
    }
}
