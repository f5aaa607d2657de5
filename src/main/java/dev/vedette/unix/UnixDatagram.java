package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import dev.vedette.internal.SystemCalls.Datagram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A socket for datagrams on this machine, {@code AF_UNIX} and {@code SOCK_DGRAM} of {@code unix(7)}, which the JDK has
 * not: messages arrive whole, in order, and are not lost. Streams are the JDK's, by
 * {@link java.net.UnixDomainSocketAddress}.
 *
 * <p>It is non-blocking and closed in programs that this one starts, unless another has made it. Safe from any thread.
 *
 * <p>Two things can be short of room. One is the sender's own buffer, {@code SO_SNDBUF}, where a message stays until it
 * is received: this is not writable while that is more than a quarter full, and becomes writable when receivers have
 * taken enough, connected or not. The other is the queue of the receiver, whose length is
 * {@code net.unix.max_dgram_qlen}: only of the peer that this is connected to does the system tell, by this not being
 * writable until that has room.
 *
 * <p>Binding to a path creates a file there, which closing does not remove: it is the program's, like that of a JDK
 * channel, and binding again needs it gone.
 *
 * <p>What can accompany a message is not offered: neither descriptors ({@code SCM_RIGHTS}), of which those that are
 * sent to this are closed by the system, nor the credentials of the sender ({@code SCM_CREDENTIALS}).
 */
public final class UnixDatagram extends Descriptor {
    /**
     * What was received.
     *
     * @param length how long the message was, in bytes
     * @param isTruncated whether it was longer than the room for it, so that its end is lost
     * @param sender from where; unnamed if the sender is not bound
     */
    public record Received(int length, boolean isTruncated, UnixAddress sender) {}

    private final SystemCalls calls = SystemCalls.get();

    private UnixDatagram(int fd, boolean owned) {
        super(fd, owned);
    }

    /**
     * {@return a new socket, not bound and not connected}
     *
     * @throws IOException if the system refuses, as it is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static UnixDatagram open() throws IOException {
        return new UnixDatagram(SystemCalls.get().socket(), true);
    }

    /**
     * {@return a socket that another has made, and that stays its owner's: closing it leaves the descriptor open}
     *
     * <p>It should be non-blocking. In blocking mode {@link #receive} waits until there is a message, and {@link #send}
     * until there is room, and neither can be interrupted; {@link #setNonBlocking} switches that, for its owner too.
     *
     * @param fd its number; whether there is such a descriptor, and whether it is such a socket, shows when it is used
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static UnixDatagram borrow(int fd) {
        return new UnixDatagram(fd, false);
    }

    /**
     * {@return a socket that another has made, and that closing closes} For what a C library gives away, and for what
     * this process was started with: systemd passes the sockets of a unit on from descriptor 3,
     * {@code sd_listen_fds(3)}.
     *
     * <p>It should be non-blocking. In blocking mode {@link #receive} waits until there is a message, and {@link #send}
     * until there is room, and neither can be interrupted; {@link #setNonBlocking} switches that.
     *
     * @param fd its number; whether there is such a descriptor, and whether it is such a socket, shows when it is used
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static UnixDatagram own(int fd) {
        return new UnixDatagram(fd, true);
    }

    /**
     * Gives it an address, for good.
     *
     * @param address which; for the unnamed one the system chooses an abstract name
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the address is in use ({@code EADDRINUSE}), this has one already ({@code EINVAL}), or the
     *     system refuses
     */
    public void bind(UnixAddress address) throws IOException {
        enter();
        try {
            calls.bind(fd(), address.bytes());
        } finally {
            exit();
        }
    }

    /**
     * Sends to this address by default, and receives from there alone, and what had come before. May be called again,
     * to change to another peer; then what has come and was not received is lost.
     *
     * @param address the peer's, which must be there
     * @throws IllegalArgumentException if {@code address} is unnamed
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if nobody is there ({@code ENOENT}, {@code ECONNREFUSED}), or the peer is connected to
     *     another ({@code EPERM}), or the system refuses
     */
    public void connect(UnixAddress address) throws IOException {
        requireNamed(address);
        enter();
        try {
            calls.connect(fd(), address.bytes());
        } finally {
            exit();
        }
    }

    /**
     * Ends what {@link #connect} began: it sends nowhere by default, and receives from everybody. If it is connected,
     * what has come and was not received is lost, of which a peer that is connected to this hears by
     * {@code ECONNRESET}; if it is not, nothing happens.
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void disconnect() throws IOException {
        enter();
        try {
            calls.disconnect(fd());
        } finally {
            exit();
        }
    }

    /**
     * {@return the address of the peer to which it is connected, be it there still or not; empty if it is connected to
     * none, and unnamed if the peer is not bound, as in a {@code socketpair(2)}}
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if this is no socket of {@code unix(7)}, or the system refuses
     */
    public Optional<UnixAddress> remoteAddress() throws IOException {
        enter();
        try {
            return Optional.ofNullable(calls.getpeername(fd())).map(UnixAddress::ofBytes);
        } finally {
            exit();
        }
    }

    /**
     * {@return the address to which it is bound; unnamed if it is not}
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if this is no socket of {@code unix(7)}, or the system refuses
     */
    public UnixAddress localAddress() throws IOException {
        enter();
        try {
            return UnixAddress.ofBytes(calls.getsockname(fd()));
        } finally {
            exit();
        }
    }

    /**
     * Sends what remains in a buffer as one message; nothing is a message as well.
     *
     * @param message what; then nothing remains, unless it would have blocked
     * @param address to whom
     * @return whether it was sent; {@code false} if there is no room now. If it is this socket's own buffer that is
     *     full, this is not writable until there is. If it is the queue of the receiver, this stays writable all the
     *     while, and no event says when to try again, short of connecting to the receiver
     * @throws IllegalArgumentException if {@code address} is unnamed
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if nobody is there ({@code ENOENT}, {@code ECONNREFUSED}), the message is too long for the
     *     system ({@code EMSGSIZE}), or the system refuses
     */
    public boolean send(ByteBuffer message, UnixAddress address) throws IOException {
        requireNamed(address);
        return send(message, address.bytes());
    }

    /**
     * As {@link #send(ByteBuffer, UnixAddress)}, to the peer to which it is connected.
     *
     * @param message what; then nothing remains, unless it would have blocked
     * @return whether it was sent; {@code false} if the peer or this socket's own buffer has no room, and then this is
     *     not writable until it has
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if this is not connected ({@code ENOTCONN}), the peer is gone ({@code ECONNREFUSED}; from
     *     then on this is not connected), the message is too long for the system ({@code EMSGSIZE}), or the system
     *     refuses
     */
    public boolean send(ByteBuffer message) throws IOException {
        return send(message, (byte[]) null);
    }

    private boolean send(ByteBuffer message, byte[] addressOrNull) throws IOException {
        enter();
        try {
            return calls.sendto(fd(), message, addressOrNull);
        } finally {
            exit();
        }
    }

    /**
     * Receives one message. A direct buffer saves a copy.
     *
     * @param target where to; what does not fit is lost, and the result says so
     * @return what was received; empty if there is nothing
     * @throws IllegalArgumentException if {@code target} is read-only
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public Optional<Received> receive(ByteBuffer target) throws IOException {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        int room = target.remaining();
        Datagram datagram;
        enter();
        try {
            datagram = calls.recvfrom(fd(), target);
        } finally {
            exit();
        }
        if (datagram == null) {
            return Optional.empty();
        }
        int length = datagram.length();
        return Optional.of(new Received(length, length > room, UnixAddress.ofBytes(datagram.sender())));
    }

    /**
     * As {@link #receive}, for whoever does not mind the rest: a message that is too long loses its end unnoticed.
     *
     * @return how many bytes; 0 if there is nothing, the message is empty, or there is no room, and then no message is
     *     taken
     */
    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return super.read(target);
        }
        int before = target.position();
        receive(target);
        return target.position() - before;
    }

    /**
     * As {@link #send(ByteBuffer)}.
     *
     * @return how many bytes; 0 if the peer has no room, or nothing remained
     */
    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        return send(source) ? length : 0;
    }

    private static void requireNamed(UnixAddress address) {
        if (address.isUnnamed()) {
            throw new IllegalArgumentException("nobody can be reached at the unnamed address");
        }
    }
}
