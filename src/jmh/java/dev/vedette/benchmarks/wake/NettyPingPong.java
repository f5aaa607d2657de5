package dev.vedette.benchmarks.wake;

import dev.vedette.benchmarks.NettyTransport;
import dev.vedette.benchmarks.Peer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.Semaphore;

/** Two event loops of Netty. A loop is woken only by a task, so each loop gives the other a task. */
final class NettyPingPong implements PingPong {
    private final EventLoopGroup group;
    private final EventLoop here;
    private final EventLoop there;
    private final Semaphore done = new Semaphore(0);

    NettyPingPong(Peer peer) {
        group = NettyTransport.of(peer).newGroup(2);
        here = group.next();
        there = group.next();
    }

    @Override
    public void roundTrips(int count) {
        here.execute(() -> ping(count));
        done.acquireUninterruptibly();
    }

    private void ping(int left) {
        if (left == 0) {
            done.release();
        } else {
            there.execute(() -> here.execute(() -> ping(left - 1)));
        }
    }

    @Override
    public void close() {
        NettyTransport.close(group);
    }
}
