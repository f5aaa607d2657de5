package dev.vedette.benchmarks.wake;

import dev.vedette.benchmarks.Peer;
import java.io.IOException;

/** This thread and another, each with its own sleeper. */
final class SleeperPingPong implements PingPong {
    private final Sleeper here;
    private final Sleeper there;
    private final SleeperThread echo;

    SleeperPingPong(Peer peer) throws IOException {
        here = Sleeper.open(peer);
        there = Sleeper.open(peer);
        echo = new SleeperThread(there, here::wake);
    }

    @Override
    public void roundTrips(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            there.wake();
            here.sleep();
        }
    }

    @Override
    public void close() throws IOException {
        echo.close();
        here.close();
    }
}
