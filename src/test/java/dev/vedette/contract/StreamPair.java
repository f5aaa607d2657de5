package dev.vedette.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Two ends of one connection, both non-blocking: the one under test and its peer. */
public record StreamPair(SocketChannel near, SocketChannel far) {
    static StreamPair of(SocketChannel near, SocketChannel far) throws IOException {
        near.configureBlocking(false);
        far.configureBlocking(false);
        return new StreamPair(near, far);
    }

    /** Writes at the near end until nothing more goes in, which takes attempts while the kernel passes bytes on. */
    long fill() throws IOException, InterruptedException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        long total = 0;
        for (int attemptsInVain = 0; attemptsInVain < 20; ) {
            int count = near.write(bytes.clear());
            total += count;
            attemptsInVain = count == 0 ? attemptsInVain + 1 : 0;
            if (count == 0) {
                Thread.sleep(1);
            }
        }
        return total;
    }
}
