package dev.vedette.model;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** A channel that is one end of a pair, and the certain facts about it. */
final class End {
    /** A Unix-domain stream is full after about fifty small unread writes; the exact number depends on the kernel. */
    private static final int CERTAINLY_FITTING = 25;

    final String name;
    final Kind kind;
    final SelectableChannel channel;
    private final Eye eye;
    private End peer;

    /** The registration, or null. */
    Registration registration;

    /** The bytes or datagrams that were written to this end and not read from it. */
    private int unread;

    /** The number of these writes. */
    private int unreadWrites;

    /** Whether some of them may not have arrived yet. */
    private boolean inFlight;

    /** Whether the peer has ended its output, possibly without the end having arrived. */
    private boolean ending;

    /** Whether that end has arrived and no unread bytes precede it. */
    private boolean ended;

    /** Whether that end is sent for certain. Otherwise it is sent when the descriptor of the peer is released. */
    private boolean settled;

    private boolean outputShut;

    /** Whether nothing more can be written. */
    private boolean full;

    /** Whether it is unknown if more can be written. */
    private boolean perhapsFull;

    private boolean peerGone;

    private End(String name, Kind kind, SelectableChannel channel, Eye eye) throws IOException {
        this.name = name;
        this.kind = kind;
        this.channel = channel;
        this.eye = eye;
        channel.configureBlocking(false);
    }

    static End[] openPair(Kind kind, Eye eye) throws IOException {
        SelectableChannel[] channels = kind.open().toArray(SelectableChannel[]::new);
        End first = new End(kind + ".a", kind, channels[0], eye);
        End second = new End(kind + ".b", kind, channels[1], eye);
        first.peer = second;
        second.peer = first;
        return new End[] {first, second};
    }

    End peer() {
        return peer;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    boolean canRead() {
        return (channel.validOps() & SelectionKey.OP_READ) != 0;
    }

    boolean canWrite() {
        return (channel.validOps() & SelectionKey.OP_WRITE) != 0;
    }

    // ---- certain facts

    boolean isReadable() {
        return unread > 0 || ended;
    }

    boolean isWritable() {
        return !full && !perhapsFull;
    }

    boolean isPerhapsWritable() {
        return !full;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isPerhapsEnded() {
        return ending;
    }

    /** Whether this is an empty pipe without a writer, for which epoll reports a hang-up alone. */
    boolean isHungUpPipe() {
        return kind == Kind.PIPE && ended && unread == 0;
    }

    /** Whether an error or a hang-up is possible. The kernel reports these for every interest. */
    boolean isDisturbed() {
        return peerGone || ending && outputShut;
    }

    /** Whether readiness may change without an operation: bytes are in flight, or TCP is ending the connection. */
    boolean isRestless() {
        return inFlight || kind == Kind.TCP && (outputShut || ending);
    }

    // ---- writing

    /** Linux wakes the readers of a pipe even if the write fails. */
    void write(int size) throws IOException {
        if (!isOpen() || !canWrite() || outputShut || kind == Kind.UDP && !peer.isOpen()) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        int count = kind == Kind.UDP ? send(bytes) : tryWrite(bytes);
        stir(this);
        stir(peer);
        if (count > 0 && peer.isOpen()) {
            peer.arrived(count);
        }
        perhapsFull |= bytes.hasRemaining() || kind == Kind.UNIX && peer.unreadWrites > CERTAINLY_FITTING;
    }

    /** Writes until it is full. */
    void fill() throws IOException {
        if (!isOpen() || !canWrite() || outputShut || peerGone || !kind.canBeFilled()) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        int total = 0;
        for (int count = 1; count > 0; total += count) {
            count = tryWrite(bytes.clear());
        }
        stir(this);
        stir(peer);
        if (total > 0) {
            peer.arrived(total);
        }
        full = true;
        perhapsFull = false;
    }

    private int tryWrite(ByteBuffer bytes) {
        try {
            return ((WritableByteChannel) channel).write(bytes);
        } catch (IOException e) {
            return 0; // the peer is gone, and the model knows it
        }
    }

    /** Returns the number of datagrams sent. */
    private int send(ByteBuffer bytes) throws IOException {
        ((DatagramChannel) channel).send(bytes, ((DatagramChannel) peer.channel).getLocalAddress());
        return bytes.hasRemaining() ? 0 : 1;
    }

    private void arrived(int count) throws IOException {
        boolean wasEmpty = unread == 0;
        unread += count;
        unreadWrites++;
        if (wasEmpty) {
            eye.awaitReadable(channel);
        } else {
            inFlight |= kind.isAsynchronous();
        }
        stir(this);
        if (registration != null && (wasEmpty || kind == Kind.UNIX)) {
            registration.becameReadable();
        }
    }

    // ---- reading

    /** Reads once, or receives one datagram. */
    void read(int size) throws IOException {
        if (isOpen() && canRead()) {
            tryRead(size);
            afterReading();
        }
    }

    void drain() throws IOException {
        if (!isOpen() || !canRead()) {
            return;
        }
        do {
            tryRead(1 << 16);
            if (unread > 0) {
                eye.awaitReadable(channel);
            }
        } while (unread > 0);
        afterReading();
    }

    private void tryRead(int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        int count;
        try {
            count = kind == Kind.UDP ? receive(bytes) : ((ReadableByteChannel) channel).read(bytes);
        } catch (IOException e) {
            count = -1;
        }
        unread = count < 0 ? 0 : unread - count;
    }

    private int receive(ByteBuffer bytes) throws IOException {
        return ((DatagramChannel) channel).receive(bytes) == null ? 0 : 1;
    }

    private void afterReading() throws IOException {
        if (kind == Kind.PIPE) {
            stir(this); // Linux wakes other readers as long as unread bytes are left
        }
        if (unread > 0) {
            if (inFlight) {
                eye.awaitReadable(channel);
            }
        } else {
            unreadWrites = 0;
            inFlight = false;
            if (settled) {
                awaitEnd();
            }
        }
        peer.roomMade(unread == 0);
    }

    private void roomMade(boolean all) {
        boolean wasWritable = isWritable();
        perhapsFull = !all && (full || perhapsFull);
        full = false;
        stir(this);
        if (!wasWritable && isWritable() && registration != null) {
            registration.becameWritable();
        }
    }

    // ---- ending

    void shutdownOutput() throws IOException {
        if (!isOpen() || outputShut || !kind.hasHalfClose()) {
            return;
        }
        outputShut = true;
        try {
            ((SocketChannel) channel).shutdownOutput();
        } catch (IOException e) {
            return; // the peer is gone, and the model knows it
        }
        stir(this);
        if (peer.isOpen()) {
            peer.ending = true;
            peer.settleEnd();
        }
    }

    void abortOnClose() throws IOException {
        if (isOpen() && kind == Kind.TCP) {
            ((SocketChannel) channel).setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    /** Called after the channel is closed; its descriptor may still be open. */
    void closed() {
        registration = null;
        if (kind != Kind.UDP) {
            peer.peerGone = true;
            peer.ending = true;
            peer.perhapsFull |= peer.full;
            peer.full = false;
            stir(peer);
        }
    }

    /**
     * Called after the peer has shut down its output or its descriptor was released. The end arrives if no unread bytes
     * precede it.
     */
    void settleEnd() throws IOException {
        settled = true;
        stir(this);
        if (unread == 0 && awaitEnd() && registration != null) {
            registration.becameReadable();
        }
    }

    /** Returns {@code true} if the end became certain by this. */
    private boolean awaitEnd() throws IOException {
        if (!ending || ended || !isOpen() || !canRead()) {
            return false;
        }
        eye.awaitReadable(channel);
        ended = true;
        return true;
    }

    private static void stir(End end) {
        if (end.registration != null) {
            end.registration.stir();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
