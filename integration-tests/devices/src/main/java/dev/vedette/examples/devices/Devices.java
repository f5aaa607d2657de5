package dev.vedette.examples.devices;

import dev.vedette.examples.loop.Loop;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that does seven things in one loop of a single thread: it echoes the data of TCP clients, follows the files
 * of a directory, counts ticks, receives notifications, runs the commands typed at a terminal, watches its child
 * processes, and listens to a CAN bus.
 */
public final class Devices {
    private Devices() {}

    /**
     * Runs until it receives the notification {@code STOPPING=1}.
     *
     * @param arguments the directory, the path of the socket for notifications, and optionally the terminal and the
     *     interface of the CAN bus
     */
    public static void main(String[] arguments) throws IOException {
        Loop loop = new Loop("devices");
        try (EchoClients clients = new EchoClients(loop);
                DirectoryWatch files = new DirectoryWatch(loop, Path.of(arguments[0]));
                Notifications notifications = new Notifications(loop, Path.of(arguments[1]));
                Children children = new Children(loop);
                Terminal terminal = arguments.length > 2 ? new Terminal(loop, children, Path.of(arguments[2])) : null;
                CanBus bus = arguments.length > 3 ? new CanBus(loop, arguments[3]) : null;
                Ticker ticker = new Ticker(loop)) {
            Report.print("loop", "runs on " + loop.poll().backend());
            loop.run();
        }
    }
}
