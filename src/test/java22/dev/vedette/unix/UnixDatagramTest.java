package dev.vedette.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@LinuxOnly
class UnixDatagramTest {
    @TempDir
    private Path directory;

    private UnixAddress here;
    private UnixDatagram receiver;
    private UnixDatagram sender;

    @BeforeEach
    void open() throws IOException {
        here = UnixAddress.of(directory.resolve("here"));
        receiver = UnixDatagram.open();
        sender = UnixDatagram.open();
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
        sender.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static UnixDatagram.Received whole(int length, UnixAddress sender) {
        return new UnixDatagram.Received(length, false, sender);
    }

    private static ByteBuffer buffer(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messagesArriveWholeAndUnchanged(boolean direct) throws IOException {
        receiver.bind(here);
        ByteBuffer message = buffer(direct, 40_000);
        for (int i = 0; i < message.capacity(); i++) {
            message.put(i, (byte) (i * 31));
        }
        assertThat(sender.send(message.position(3).limit(39_990), here)).isTrue();
        assertThat(message.hasRemaining()).isFalse();
        assertThat(sender.send(message.position(0).limit(1), here)).isTrue();
        ByteBuffer target = buffer(direct, 40_000).position(3);
        assertThat(receiver.receive(target)).contains(whole(39_987, UnixAddress.unnamed()));
        assertThat(target.position()).isEqualTo(39_990);
        for (int i = 3; i < 39_990; i++) {
            assertThat(target.get(i)).isEqualTo((byte) (i * 31));
        }
        assertThat(target.get(2)).isZero();
        assertThat(target.get(39_990)).isZero();
        assertThat(receiver.receive(target)).contains(whole(1, UnixAddress.unnamed()));
        assertThat(receiver.receive(target)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageThatDoesNotFitIsReportedAsTruncated(boolean direct) throws IOException {
        receiver.bind(here);
        sender.send(bytes("hello"), here);
        sender.send(bytes("world"), here);
        ByteBuffer target = buffer(direct, 3);
        assertThat(receiver.receive(target)).contains(new UnixDatagram.Received(5, true, UnixAddress.unnamed()));
        assertThat(target.flip()).isEqualTo(bytes("hel"));
        assertThat(receiver.receive(target.limit(0)))
                .as("a message without room for it")
                .get()
                .returns(true, r -> r.isTruncated());
        assertThat(receiver.receive(target.clear())).isEmpty();
    }

    @Test
    void anEmptyMessageIsReceivedToo() throws IOException {
        receiver.bind(here);
        assertThat(sender.send(ByteBuffer.allocate(0), here)).isTrue();
        assertThat(receiver.receive(ByteBuffer.allocate(8))).contains(whole(0, UnixAddress.unnamed()));
        assertThat(receiver.receive(ByteBuffer.allocate(8))).isEmpty();
    }

    @Test
    void anAnswerReachesEveryKindOfAddress() throws IOException {
        receiver.bind(here);
        UnixAddress odd =
                UnixAddress.of(Path.of(URI.create(directory.toUri() + "%ff%20"))); // not a string in any locale
        UnixAddress there =
                UnixAddress.ofAbstract("vedette ä " + ProcessHandle.current().pid());
        for (UnixAddress address : new UnixAddress[] {odd, there, UnixAddress.unnamed()}) {
            try (UnixDatagram client = UnixDatagram.open()) {
                client.bind(address); // for the unnamed address the system chooses a name
                UnixAddress local = client.localAddress();
                assertThat(local.equals(address)).isNotEqualTo(address.isUnnamed());
                assertThat(local.isUnnamed()).isFalse();
                client.send(bytes("?"), here);
                UnixAddress from =
                        receiver.receive(ByteBuffer.allocate(8)).orElseThrow().sender();
                assertThat(from).isEqualTo(local);
                receiver.send(bytes("answer"), from);
                assertThat(client.receive(ByteBuffer.allocate(8))).contains(whole(6, here));
            }
        }
    }

    @Test
    void aSocketThatIsNotBoundHasNoAddress() throws IOException {
        assertThat(sender.localAddress()).isEqualTo(UnixAddress.unnamed());
        assertThat(sender.localAddress().isUnnamed()).isTrue();
    }

    @Test
    void relativePathsStayRelative() throws IOException {
        Path relative = Path.of("vedette-" + ProcessHandle.current().pid() + ".socket");
        try {
            receiver.bind(UnixAddress.of(relative));
            assertThat(receiver.localAddress().path()).contains(relative);
            assertThat(relative).exists();
        } finally {
            Files.deleteIfExists(relative);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../socket", "a/../b", "./x", ".", "..", "a/./b", "/run/../log", "/"})
    void pathsAreReturnedUnchanged(String text) {
        Path path = Path.of(text);
        assertThat(UnixAddress.of(path).path()).contains(path);
        assertThat(UnixAddress.of(path)).hasToString(text);
    }

    @Test
    void pathsThatAreNoStringAreReturnedToo() {
        Path odd = Path.of(URI.create("file:///%ff%20/%fe")); // not a string in any locale
        assertThat(UnixAddress.of(odd).path()).contains(odd);
        Path relative = Path.of("..").resolve(odd.subpath(0, 2));
        assertThat(UnixAddress.of(relative).path()).contains(relative);
    }

    /**
     * Such a path fills the address, so that no 0 follows it. The system accepts it, although this library does not.
     */
    @Test
    void aSenderWithAPathOf108BytesCanBeAnswered() throws IOException {
        receiver.bind(here);
        String start = directory + "/";
        byte[] path = (start + "a".repeat(108 - start.length())).getBytes(UTF_8);
        try (Descriptor client = Descriptor.own(Fds.datagramSocketAt(path))) {
            Fds.connect(client.fd(), here.bytes());
            assertThat(client.write(bytes("hello"))).isEqualTo(5);
            UnixAddress from =
                    receiver.receive(ByteBuffer.allocate(8)).orElseThrow().sender();
            assertThat(from).isEqualTo(UnixAddress.ofBytes(path));
            assertThat(receiver.send(bytes("answer"), from)).isTrue();
            assertThat(client.read(ByteBuffer.allocate(8))).isEqualTo(6);
        }
    }

    @Test
    void theFileOutlivesTheSocketAndSendingToItFails() throws IOException {
        receiver.bind(here);
        receiver.close();
        assertThat(here.path().orElseThrow()).exists();
        assertThatThrownBy(() -> sender.send(bytes("?"), here))
                .isInstanceOf(IOException.class)
                .hasMessage("sendto(fd " + sender.fd() + ", " + here + "): Connection refused (ECONNREFUSED)");
        assertThatThrownBy(() -> sender.bind(here))
                .isInstanceOf(IOException.class)
                .hasMessage("bind(fd " + sender.fd() + ", " + here + "): Address already in use (EADDRINUSE)");
        Files.delete(here.path().orElseThrow());
        assertThatThrownBy(() -> sender.connect(here))
                .isInstanceOf(IOException.class)
                .hasMessage("connect(fd " + sender.fd() + ", " + here + "): No such file or directory (ENOENT)");
        sender.bind(here);
    }

    @Test
    void anAbstractNameIsFreeWhenItsSocketIsClosed() throws IOException {
        UnixAddress address =
                UnixAddress.ofAbstract("vedette " + ProcessHandle.current().pid());
        receiver.bind(address);
        assertThatThrownBy(() -> sender.bind(address)).hasMessageContaining("EADDRINUSE");
        receiver.close();
        sender.bind(address);
        assertThat(sender.localAddress()).isEqualTo(address);
    }

    @Test
    void aConnectedSocketSendsToItsPeerAndReceivesFromNoOther() throws IOException {
        UnixAddress there = UnixAddress.of(directory.resolve("there"));
        receiver.bind(here);
        sender.bind(there);
        assertThatThrownBy(() -> receiver.send(bytes("?")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ENOTCONN");
        receiver.connect(there);
        assertThat(receiver.send(bytes("hello"))).isTrue();
        assertThat(receiver.write(bytes("again"))).isEqualTo(5);
        assertThat(sender.receive(ByteBuffer.allocate(8))).contains(whole(5, here));
        assertThat(sender.read(ByteBuffer.allocate(8))).isEqualTo(5);
        assertThat(sender.read(ByteBuffer.allocate(8))).isZero();
        try (UnixDatagram stranger = UnixDatagram.open()) {
            assertThatThrownBy(() -> stranger.send(bytes("?"), here))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("EPERM");
        }
    }

    @Test
    void aConnectedSocketKnowsItsPeerUntilItIsDisconnected() throws IOException {
        receiver.bind(here);
        assertThat(sender.remoteAddress()).isEmpty();
        sender.disconnect();
        sender.connect(here);
        assertThat(sender.remoteAddress()).contains(here);
        assertThat(sender.localAddress().isUnnamed()).isTrue();
        sender.disconnect();
        assertThat(sender.remoteAddress()).isEmpty();
        assertThatThrownBy(() -> sender.send(bytes("?"))).hasMessageContaining("ENOTCONN");
        assertThat(sender.send(bytes("!"), here)).isTrue();
        sender.connect(here);
        receiver.close();
        assertThat(sender.remoteAddress())
                .as("the address of a peer that is gone")
                .contains(here);
        assertThatThrownBy(() -> sender.send(bytes("?"))).hasMessageContaining("ECONNREFUSED");
        assertThat(sender.remoteAddress()).isEmpty();
    }

    @Test
    void queuedMessagesSurviveAConnectAndAreLostByADisconnect() throws IOException {
        UnixAddress there = UnixAddress.of(directory.resolve("there"));
        receiver.bind(here);
        sender.bind(there);
        assertThat(sender.send(bytes("early"), here)).isTrue();
        receiver.connect(there);
        assertThat(receiver.read(ByteBuffer.allocate(8))).isEqualTo(5);
        sender.connect(here);
        assertThat(sender.send(bytes("late"))).isTrue();
        receiver.disconnect();
        assertThat(receiver.receive(ByteBuffer.allocate(8))).isEmpty();
        assertThatThrownBy(() -> sender.send(bytes("?"))).hasMessageContaining("ECONNRESET");
        assertThat(sender.send(bytes("again"))).isTrue();
        assertThat(receiver.read(ByteBuffer.allocate(8))).isEqualTo(5);
    }

    @Test
    void aSocketOfACLibraryCanBeBorrowedOrOwned() throws IOException {
        int fd = Fds.datagramSocketAt(here.path().orElseThrow().toString().getBytes(UTF_8));
        try (UnixDatagram borrowed = UnixDatagram.borrow(fd)) {
            borrowed.setNonBlocking(true);
            assertThat(borrowed.localAddress()).isEqualTo(here);
        }
        assertThat(Fds.isOpen(fd)).isTrue();
        try (UnixDatagram owned = UnixDatagram.own(fd)) {
            assertThat(owned.receive(ByteBuffer.allocate(8))).isEmpty();
            assertThat(sender.send(bytes("hello"), here)).isTrue();
            assertThat(owned.receive(ByteBuffer.allocate(8))).contains(whole(5, UnixAddress.unnamed()));
        }
        assertThat(Fds.isOpen(fd)).isFalse();
    }

    @Test
    void inBlockingModeItWaits() throws Exception {
        try (UnixDatagram blocking = UnixDatagram.own(Fds.datagramSocket(Fds.AF_UNIX))) {
            blocking.bind(here);
            FutureTask<Integer> reading = new FutureTask<>(() -> blocking.read(ByteBuffer.allocate(8)));
            new Thread(reading).start();
            assertThatThrownBy(() -> reading.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(sender.send(bytes("hello"), here)).isTrue();
            assertThat(reading.get()).isEqualTo(5);
        }
    }

    @Test
    void anotherKindOfSocketIsRefusedWhenItIsUsed() throws IOException {
        try (UnixDatagram internet = UnixDatagram.own(Fds.datagramSocket(Fds.AF_INET));
                UnixDatagram counter = UnixDatagram.own(Fds.eventfd())) {
            assertThatThrownBy(internet::localAddress)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("family 2");
            assertThatThrownBy(counter::localAddress)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ENOTSOCK");
            assertThatThrownBy(counter::remoteAddress)
                    .isInstanceOf(IOException.class)
                    .hasMessage("getpeername(fd " + counter.fd() + "): Socket operation on non-socket (ENOTSOCK)");
            assertThatThrownBy(counter::disconnect)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ENOTSOCK");
        }
    }

    @Test
    void readingWithoutRoomTakesNoMessage() throws IOException {
        receiver.bind(here);
        sender.send(bytes("hello"), here);
        assertThat(receiver.read(ByteBuffer.allocate(0))).isZero();
        assertThat(receiver.read(ByteBuffer.allocate(8))).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void itIsWritableAgainWhenThePeerHasRoom(Trigger trigger) throws IOException {
        receiver.bind(here);
        sender.connect(here);
        Events events = Events.withCapacity(8);
        try (Poll poll = Poll.builder().backend(Backend.EPOLL).open()) {
            poll.registry().register(sender, 1, Interest.WRITABLE, trigger);
            assertThat(poll.poll(events, Duration.ofSeconds(20))).isOne();
            ByteBuffer message = bytes("message");
            int sent = 0;
            while (sender.send(message.rewind())) {
                sent++;
            }
            assertThat(message.position())
                    .as("the position of a message that was not sent")
                    .isZero();
            assertThat(sender.write(message)).isZero();
            assertThat(poll.poll(events, Duration.ofMillis(50))).isZero();
            for (int i = 0; i < sent; i++) {
                assertThat(receiver.read(ByteBuffer.allocate(16))).isEqualTo(7);
            }
            assertThat(poll.poll(events, Duration.ofSeconds(20))).isOne();
            assertThat(events.get(0)).returns(1L, Event::token).returns(true, Event::isWritable);
            assertThat(sender.send(message)).isTrue();
        }
    }

    /** The buffer of the sender is full here, and not the queue of the receiver. */
    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void aSenderWithAFullBufferIsWritableAgainWhenItIsReceived(Trigger trigger) throws IOException {
        receiver.bind(here);
        Events events = Events.withCapacity(8);
        try (Poll poll = Poll.builder().backend(Backend.EPOLL).open()) {
            poll.registry().register(sender, 1, Interest.WRITABLE, trigger);
            assertThat(poll.poll(events, Duration.ofSeconds(20))).isOne();
            ByteBuffer message =
                    ByteBuffer.allocateDirect(ownBuffer() / 3); // the buffer holds fewer of them than the queue
            int sent = 0;
            while (sender.send(message.rewind(), here)) {
                sent++;
            }
            assertThat(sent).isPositive();
            assertThat(poll.poll(events, Duration.ofMillis(50))).isZero();
            ByteBuffer target = ByteBuffer.allocateDirect(message.capacity());
            for (int i = 0; i < sent; i++) {
                assertThat(receiver.read(target.clear())).isEqualTo(target.capacity());
            }
            assertThat(poll.poll(events, Duration.ofSeconds(20))).isOne();
            assertThat(events.get(0)).returns(1L, Event::token).returns(true, Event::isWritable);
            assertThat(sender.send(message, here)).isTrue();
        }
    }

    private static int ownBuffer() throws IOException {
        return Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/net/core/wmem_default"))
                .get(0)); // readString reads only a digit of it
    }

    /** Others have filled the queue of the receiver. The kernel reports this only to a connected sender. */
    @Test
    void anUnconnectedSenderIsWritableEvenIfTheReceiverHasNoRoom() throws IOException {
        receiver.bind(here);
        Events events = Events.withCapacity(8);
        try (Poll poll = Poll.builder().backend(Backend.EPOLL).open()) {
            poll.registry().register(sender, 1, Interest.WRITABLE);
            boolean hasRoom = true;
            while (hasRoom) {
                try (UnixDatagram other = UnixDatagram.open()) {
                    hasRoom = other.send(bytes("message"), here);
                }
            }
            assertThat(sender.send(bytes("message"), here)).isFalse();
            assertThat(poll.poll(events, Duration.ofSeconds(20))).isOne();
            assertThat(events.get(0).isWritable()).isTrue();
        }
    }

    @Test
    void aMessageThatIsTooLongIsRefused() throws IOException {
        receiver.bind(here);
        ByteBuffer message = ByteBuffer.allocateDirect(64 << 20);
        assertThatThrownBy(() -> sender.send(message, here))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("EMSGSIZE");
        assertThat(message.position()).isZero();
    }

    @Test
    void addressesThatAreTooLongAreRefusedBeforeAnythingHappens() throws IOException {
        Path root = Path.of("/");
        assertThatThrownBy(() -> UnixAddress.of(root.resolve("a".repeat(UnixAddress.MAX_LENGTH))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("108 bytes");
        assertThatThrownBy(() -> UnixAddress.ofAbstract("ä".repeat(54)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("108 bytes");
        UnixAddress longest = UnixAddress.of(root.resolve("a".repeat(UnixAddress.MAX_LENGTH - 1)));
        assertThatThrownBy(() -> sender.connect(longest)).hasMessageContaining("ENOENT");
        String start = "vedette-" + ProcessHandle.current().pid() + "-"; // names are shared by the whole machine
        UnixAddress longestName = UnixAddress.ofAbstract(start + "a".repeat(UnixAddress.MAX_LENGTH - start.length()));
        receiver.bind(longestName);
        assertThat(receiver.localAddress()).isEqualTo(longestName);
        sender.send(bytes("?"), longestName);
        assertThat(receiver.read(ByteBuffer.allocate(8))).isOne();
    }

    @Test
    void thePathOfMaximumLengthIsReturnedWhole() throws IOException {
        String start = directory + "/";
        UnixAddress longest = UnixAddress.of(Path.of(start + "a".repeat(UnixAddress.MAX_LENGTH - start.length())));
        receiver.bind(longest);
        assertThat(receiver.localAddress()).isEqualTo(longest);
    }

    @Test
    void addressesThatMakeNoSenseAreRefused() throws IOException {
        assertThatThrownBy(() -> UnixAddress.of(Path.of(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnixAddress.ofAbstract("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sender.send(bytes("?"), UnixAddress.unnamed()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sender.connect(UnixAddress.unnamed())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> receiver.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesAreValues() {
        UnixAddress path = UnixAddress.of(Path.of("/run/log"));
        UnixAddress name = UnixAddress.ofAbstract("/run/log");
        assertThat(path)
                .isEqualTo(UnixAddress.of(Path.of("/run/log")))
                .hasSameHashCodeAs(UnixAddress.of(Path.of("/run/log")));
        assertThat(path).isNotEqualTo(name);
        assertThat(path.path()).contains(Path.of("/run/log"));
        assertThat(path.abstractName()).isEmpty();
        assertThat(name.abstractName()).contains("/run/log");
        assertThat(name.path()).isEqualTo(Optional.empty());
        assertThat(path).hasToString("/run/log");
        assertThat(name).hasToString("@/run/log");
        assertThat(UnixAddress.unnamed()).hasToString("unnamed");
    }
}
