package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Interest;
import dev.vedette.Registry;
import dev.vedette.Trigger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.zip.CRC32;

/** One end of a stream that sends and receives 16 MiB at the same time, and does so on events only. */
final class Transfer {
    private static final int BYTES = 16 << 20;
    private static final byte[] CONTENT = new byte[1 << 16];
    private static final int REPETITIONS = BYTES / CONTENT.length;
    private static final long CRC;

    static {
        new Random(1).nextBytes(CONTENT);
        CRC32 crc = new CRC32();
        for (int i = 0; i < REPETITIONS; i++) {
            crc.update(CONTENT);
        }
        CRC = crc.getValue();
    }

    private final SocketChannel channel;
    private final long token;
    private final Trigger trigger;
    private final CRC32 received = new CRC32();
    private final ByteBuffer output = ByteBuffer.wrap(CONTENT);
    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
    private int bytesReceived;
    private int repetitionsLeft = REPETITIONS;
    private Interest interest = Interest.READABLE.plus(Interest.WRITABLE);

    Transfer(SocketChannel channel, long token, Trigger trigger) {
        this.channel = channel;
        this.token = token;
        this.trigger = trigger;
    }

    void register(Registry registry) throws IOException {
        registry.register(channel, token, interest, trigger);
    }

    boolean isDone() {
        return bytesReceived == BYTES && repetitionsLeft == 0;
    }

    void assertIntact() {
        assertThat(received.getValue()).isEqualTo(CRC);
    }

    void onEvent(Registry registry, Seen seen) throws IOException {
        if (seen.has(Bit.READABLE)) {
            receive();
        }
        if (seen.has(Bit.WRITABLE)) {
            send();
        }
        if (isDone()) {
            registry.deregister(channel);
        } else if (trigger != Trigger.EDGE) {
            reregister(registry);
        }
    }

    /** With level only if something has changed; a spent one-shot always. */
    private void reregister(Registry registry) throws IOException {
        Interest left =
                bytesReceived == BYTES ? Interest.WRITABLE : repetitionsLeft == 0 ? Interest.READABLE : interest;
        if (trigger == Trigger.ONESHOT || left != interest) {
            interest = left;
            registry.reregister(channel, token, left, trigger);
        }
    }

    private void receive() throws IOException {
        int count;
        do {
            count = channel.read(input.clear());
            assertThat(count).isNotNegative();
            received.update(input.flip());
            bytesReceived += count;
        } while (trigger == Trigger.EDGE && count > 0);
    }

    private void send() throws IOException {
        int count;
        do {
            if (!output.hasRemaining() && repetitionsLeft > 1) {
                output.clear();
                repetitionsLeft--;
            } else if (!output.hasRemaining()) {
                repetitionsLeft = 0;
            }
            count = repetitionsLeft == 0 ? 0 : channel.write(output);
        } while (trigger == Trigger.EDGE && count > 0);
    }
}
