package dev.vedette.model;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.List;

/** The kinds of channel pairs. */
enum Kind {
    TCP {
        @Override
        List<SelectableChannel> open() throws IOException {
            try (ServerSocketChannel listener = ServerSocketChannel.open()) {
                listener.bind(anyPort());
                return accept(listener);
            }
        }
    },

    /** Not connected, because a connected channel cannot send an empty datagram. */
    UDP {
        @Override
        List<SelectableChannel> open() throws IOException {
            return List.of(
                    DatagramChannel.open().bind(anyPort()),
                    DatagramChannel.open().bind(anyPort()));
        }
    },

    /** The first end is the sink, the second the source. */
    PIPE {
        @Override
        List<SelectableChannel> open() throws IOException {
            Pipe pipe = Pipe.open();
            return List.of(pipe.sink(), pipe.source());
        }
    },

    UNIX {
        @Override
        List<SelectableChannel> open() throws IOException {
            try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                listener.bind(null);
                List<SelectableChannel> ends = accept(listener);
                Files.delete(((UnixDomainSocketAddress) listener.getLocalAddress()).getPath());
                return ends;
            }
        }
    };

    abstract List<SelectableChannel> open() throws IOException;

    /** Whether written bytes may be in flight before they can be read. */
    boolean isAsynchronous() {
        return this == TCP || this == UDP;
    }

    /** Whether either end can end its output and keep its input. */
    boolean hasHalfClose() {
        return this == TCP || this == UNIX;
    }

    /** Whether it can be filled. Only the kernel knows how much the windows and buffers of TCP hold. */
    boolean canBeFilled() {
        return this == PIPE || this == UNIX;
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static List<SelectableChannel> accept(ServerSocketChannel listener) throws IOException {
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        return List.of(client, listener.accept());
    }
}
