package dev.vedette.benchmarks;

/** A library or program that is measured. Parameters, results and command lines use the names of the constants. */
public enum Peer {
    /** A Poll on EPOLL, with level triggers. */
    VEDETTE_EPOLL("Vedette EPOLL"),
    /** A Poll on EPOLL, with edge triggers. */
    VEDETTE_EPOLL_EDGE("Vedette EPOLL, edge"),
    /** A Poll on EPOLL that looks for events for 50 µs before it sleeps. */
    VEDETTE_EPOLL_BUSY("Vedette EPOLL, busy-poll"),
    /** A Poll on NIO. */
    VEDETTE_NIO("Vedette NIO"),
    /** The JDK's Selector, with {@code select(Consumer)}. */
    SELECTOR("Selector, Consumer"),
    /** The JDK's Selector, with {@code select()} and {@code selectedKeys()}. */
    SELECTED_KEYS("Selector, selectedKeys"),
    /** The same, after the classes of a Poll on NIO have been initialized. */
    CLASSES("Selector, and the classes of Vedette NIO"),
    /** Netty on the JDK's Selector. */
    NETTY_NIO("Netty NIO"),
    /** Netty on epoll, with its native library. */
    NETTY_EPOLL("Netty epoll"),
    /** The system calls through java.lang.foreign, with no library around them. */
    FLOOR("system calls alone"),
    /** A C program, with level triggers. */
    C_LEVEL("C, level"),
    /** A C program, with edge triggers. */
    C_EDGE("C, edge"),
    /** Redis' own server. */
    REDIS("redis-server");

    private final String label;

    Peer(String label) {
        this.label = label;
    }

    /** {@return the name in tables and plots} */
    public String label() {
        return label;
    }
}
