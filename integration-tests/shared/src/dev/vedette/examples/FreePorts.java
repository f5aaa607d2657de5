package dev.vedette.examples;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 for servers that are told theirs before they start, and bind it seconds or minutes later. They are
 * below those that Linux gives to clients ({@code ip_local_port_range}), so that no connection takes them meanwhile.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int FIRST_OF_CLIENTS = 32_768;

    /** Free or not: none of them is tried again, since what was found free may be bound at any time. */
    private static final Set<Integer> TRIED = new HashSet<>();

    private FreePorts() {}

    /** One that nobody listens on, and another one every time. */
    public static synchronized int next() throws IOException {
        while (TRIED.size() < FIRST_OF_CLIENTS - FIRST) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_CLIENTS);
            if (TRIED.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("all ports are taken");
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }
}
