package dev.vedette.internal.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Datagram sockets of unix(7). An address is the bytes of {@code sun_path}: none for the unnamed, a first byte of 0 for
 * an abstract one, else a path without the 0 at its end.
 */
public interface UnixDatagrams {
    /** Who is told of what was received. */
    interface Receiver<T> {
        /** The length is that of the message before it had to fit. */
        T received(int length, byte[] sender);
    }

    /** A new socket, non-blocking and closed on exec. */
    int open() throws IOException;

    void bind(int fd, byte[] address) throws IOException;

    void connect(int fd, byte[] address) throws IOException;

    void disconnect(int fd) throws IOException;

    /** Empty if it is not connected. */
    Optional<byte[]> remoteAddress(int fd) throws IOException;

    byte[] localAddress(int fd) throws IOException;

    /** Sends what remains, to the peer if there is no address; {@code false} if it would block. */
    boolean send(int fd, ByteBuffer source, byte[] addressOrNull) throws IOException;

    /** What the receiver makes of it; empty if there is nothing. */
    <T> Optional<T> receive(int fd, ByteBuffer target, Receiver<T> receiver) throws IOException;
}
