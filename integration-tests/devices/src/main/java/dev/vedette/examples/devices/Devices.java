package dev.vedette.examples.devices;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that does seven things in one loop of one thread: it echoes what TCP clients send, follows the files of a
 * directory, ticks, receives notifications, runs what is typed at a terminal, hears of the end of its children, and
 * listens to a CAN bus.
 */
public final class Devices {
    private Devices() {}

    /**
     * Runs until it is notified of {@code STOPPING=1}.
     *
     * @param arguments the directory, the path of the socket for notifications, and, if there are any, the terminal and
     *     the interface of the CAN bus
     */
    public static void main(String[] arguments) throws IOException {
        try (Loop loop = new Loop();
                EchoClients clients = new EchoClients(loop);
                DirectoryWatch files = new DirectoryWatch(loop, Path.of(arguments[0]));
                Notifications notifications = new Notifications(loop, Path.of(arguments[1]));
                Children children = new Children(loop);
                Terminal terminal = arguments.length > 2 ? new Terminal(loop, children, Path.of(arguments[2])) : null;
                CanBus bus = arguments.length > 3 ? new CanBus(loop, arguments[3]) : null;
                Ticker ticker = new Ticker(loop)) {
            Report.say("loop", "runs on " + loop.backend());
            loop.run();
        }
    }
}
