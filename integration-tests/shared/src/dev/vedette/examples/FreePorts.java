package dev.vedette.examples;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 for servers whose port is chosen before they start, and which bind it seconds or minutes later.
 * The ports are below the range from which Linux assigns ports to clients ({@code ip_local_port_range}), so that no
 * connection takes them in the meantime.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int FIRST_OF_CLIENTS = 32_768;

    /**
     * All ports tried so far, whether free or not. No port is tried twice, because a port that was free may have been
     * bound since.
     */
    private static final Set<Integer> TRIED = new HashSet<>();

    private FreePorts() {}

    /** Returns a port on which nothing listens, a different one at every call. */
    public static synchronized int next() throws IOException {
        while (TRIED.size() < FIRST_OF_CLIENTS - FIRST) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_CLIENTS);
            if (TRIED.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("all ports have been tried");
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }
}
