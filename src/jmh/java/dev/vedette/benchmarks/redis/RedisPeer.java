package dev.vedette.benchmarks.redis;

import dev.vedette.benchmarks.NettyTransport;
import dev.vedette.benchmarks.Peer;
import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.server.EventLoopServer;

/** Runs the server of a peer on one thread until the process is killed, and prints its port. */
public final class RedisPeer {
    private RedisPeer() {}

    /** Takes the name of a {@link Peer}. */
    public static void main(String[] arguments) throws Exception {
        Peer peer = Peer.valueOf(arguments[0]);
        Keyspace keyspace = new Keyspace();
        System.out.println(
                switch (peer) {
                    case VEDETTE_EPOLL -> vedette("epoll", keyspace);
                    case VEDETTE_NIO -> vedette("nio", keyspace);
                    default -> NettyTransport.of(peer).serve(() -> new NettyRedis(keyspace));
                });
    }

    private static int vedette(String backend, Keyspace keyspace) throws Exception {
        System.setProperty("dev.vedette.backend", backend);
        return EventLoopServer.start(0, keyspace, Limits.DEFAULT).address().getPort();
    }
}
