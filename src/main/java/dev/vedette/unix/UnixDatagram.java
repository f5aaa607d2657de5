package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import dev.vedette.internal.SystemCalls.Datagram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A socket for datagrams on this machine: {@code AF_UNIX} and {@code SOCK_DGRAM} of {@code unix(7)}, which the JDK does
 * not support. Messages arrive whole, in order, and are not lost. For stream sockets use the channels of the JDK, with
 * a {@link java.net.UnixDomainSocketAddress}.
 *
 * <p>A socket that this class makes is non-blocking, and is closed in programs that this one starts. Safe from any
 * thread.
 *
 * <p>Sending needs room in two places. One is the send buffer of the sender ({@code SO_SNDBUF}), where a message stays
 * until it is received. The sender is not writable while this buffer is more than a quarter full, and becomes writable
 * when the receivers have taken enough, whether it is connected or not. The other place is the queue of the receiver,
 * whose length is {@code net.unix.max_dgram_qlen}. The system reports its room only to a sender that is connected to
 * the receiver: such a sender is not writable until the queue has room.
 *
 * <p>Binding to a path creates a file, which closing does not remove. As with a channel of the JDK, the program has to
 * delete the file before it can bind to the path again.
 *
 * <p>Ancillary data of a message is not supported. The system closes descriptors that are sent to this socket
 * ({@code SCM_RIGHTS}), and the credentials of a sender ({@code SCM_CREDENTIALS}) are not available.
 *
 * @since 0.1
 */
public final class UnixDatagram extends Descriptor {
    /**
     * A message that was received.
     *
     * @param length the length of the message when it was sent, in bytes
     * @param isTruncated whether the message was longer than the room in the buffer, so that its end is lost
     * @param sender the address of the sender; unnamed if the sender is not bound
     * @since 0.1
     */
    public record Received(int length, boolean isTruncated, UnixAddress sender) {}

    private final SystemCalls calls = SystemCalls.get();

    private UnixDatagram(int fd, boolean owned) {
        super(fd, owned);
    }

    /**
     * {@return a new socket, not bound and not connected}
     *
     * @throws IOException if the system refuses, for example because the process is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static UnixDatagram open() throws IOException {
        return new UnixDatagram(SystemCalls.get().socket(), true);
    }

    /**
     * {@return a view of a socket that other code has made and owns: closing the view leaves the descriptor open}
     *
     * <p>The socket should be non-blocking. In blocking mode {@link #receive} waits until there is a message,
     * {@link #send} waits until there is room, and neither wait can be interrupted. {@link #setNonBlocking} changes the
     * mode, also for the owner.
     *
     * @param fd the number of the descriptor; a number that is not open, or is not such a socket, is detected when it
     *     is used
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static UnixDatagram borrow(int fd) {
        return new UnixDatagram(fd, false);
    }

    /**
     * {@return a view of a socket that other code has made: closing the view closes the descriptor} Use it for sockets
     * that a C library hands over, and for sockets that this process inherits: systemd passes the sockets of a unit as
     * the descriptors from 3 on, see {@code sd_listen_fds(3)}.
     *
     * <p>The socket should be non-blocking. In blocking mode {@link #receive} waits until there is a message,
     * {@link #send} waits until there is room, and neither wait can be interrupted. {@link #setNonBlocking} changes the
     * mode.
     *
     * @param fd the number of the descriptor; a number that is not open, or is not such a socket, is detected when it
     *     is used
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static UnixDatagram own(int fd) {
        return new UnixDatagram(fd, true);
    }

    /**
     * Binds this socket to an address, which cannot be changed afterwards.
     *
     * @param address the address; if it is unnamed, the system chooses an abstract name
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the address is in use ({@code EADDRINUSE}), this socket is already bound ({@code EINVAL}),
     *     or the system refuses
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
     * Connects this socket to a peer. {@link #send(ByteBuffer)} then sends to the peer, and {@link #receive} returns
     * only messages from the peer, after any messages that arrived before the call. May be called again to change to
     * another peer; messages that have arrived and were not received are then lost.
     *
     * @param address the address of the peer, to which a socket must be bound
     * @throws IllegalArgumentException if {@code address} is unnamed
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if no socket is bound to the address ({@code ENOENT}, {@code ECONNREFUSED}), the peer is
     *     connected to another socket ({@code EPERM}), or the system refuses
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
     * Disconnects this socket. It then has no peer, and receives messages from every sender. Messages that have arrived
     * and were not received are lost; if there are any, the next call of a peer that is connected to this socket fails
     * with {@code ECONNRESET}. Does nothing if this socket is not connected.
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
     * {@return the address of the peer, even if the peer is closed; empty if this socket is not connected, unnamed if
     * the peer is not bound, for example in a {@code socketpair(2)}}
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if this is not a socket of {@code unix(7)}, or the system refuses
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
     * {@return the address to which this socket is bound; unnamed if it is not bound}
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if this is not a socket of {@code unix(7)}, or the system refuses
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
     * Sends the remaining bytes of a buffer as one message. A message may be empty. A direct buffer saves a copy.
     *
     * @param message the message; no bytes remain once it is sent, and all remain if it is not
     * @param address the address of the receiver
     * @return whether the message was sent; {@code false} if there is no room now. If the send buffer of this socket is
     *     full, this socket is not writable until it has room. If the queue of the receiver is full, this socket stays
     *     writable, and no event says when to try again unless it is connected to the receiver
     * @throws IllegalArgumentException if {@code address} is unnamed
     * @throws IllegalStateException if the memory of {@code message} belongs to an arena that is closed
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if no socket is bound to the address ({@code ENOENT}, {@code ECONNREFUSED}), the message is
     *     too long for the system ({@code EMSGSIZE}), or the system refuses
     */
    public boolean send(ByteBuffer message, UnixAddress address) throws IOException {
        requireNamed(address);
        return send(message, address.bytes());
    }

    /**
     * Sends the remaining bytes of a buffer as one message to the peer. A message may be empty. A direct buffer saves a
     * copy.
     *
     * @param message the message; no bytes remain once it is sent, and all remain if it is not
     * @return whether the message was sent; {@code false} if the queue of the peer or the send buffer of this socket
     *     has no room now, and then this socket is not writable until there is room
     * @throws IllegalStateException if the memory of {@code message} belongs to an arena that is closed
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if this socket is not connected ({@code ENOTCONN}), the peer is closed ({@code ECONNREFUSED};
     *     afterwards this socket is not connected), the message is too long for the system ({@code EMSGSIZE}), or the
     *     system refuses
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
     * @param target the buffer to receive into; bytes of the message that do not fit are lost, and the result says so
     * @return the message that was received; empty if there is none now
     * @throws IllegalArgumentException if {@code target} is read-only
     * @throws IllegalStateException if the memory of {@code target} belongs to an arena that is closed
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
     * Receives one message like {@link #receive}, without telling its sender or whether its end is lost.
     *
     * @return the number of bytes put into the buffer; 0 if there is no message now, if the message is empty, or if the
     *     buffer has no room, in which case no message is taken
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
     * Sends one message like {@link #send(ByteBuffer)}.
     *
     * @return the number of bytes sent; 0 if there is no room now, or if the message is empty
     */
    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        return send(source) ? length : 0;
    }

    private static void requireNamed(UnixAddress address) {
        if (address.isUnnamed()) {
            throw new IllegalArgumentException("nothing can be sent to the unnamed address");
        }
    }
}
