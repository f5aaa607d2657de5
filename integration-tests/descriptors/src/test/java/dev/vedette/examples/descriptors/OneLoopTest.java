package dev.vedette.examples.descriptors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OneLoopTest {
    @Test
    void everySourceIsHeardInOneLoop() throws Exception {
        try (OneLoop loop = new OneLoop("sh", "-c", "echo hello; sleep 0.1; echo world")) {
            turnUntil(loop, () -> loop.expirations() >= 3);
            try (Socket first = new Socket(
                            loop.address().getAddress(), loop.address().getPort());
                    Socket second = new Socket(
                            loop.address().getAddress(), loop.address().getPort())) {
                turnUntil(loop, () -> loop.connections() == 2);
                assertThat(first.isConnected() && second.isConnected()).isTrue();
            }
            loop.add(40);
            loop.add(2);
            turnUntil(loop, () -> loop.count() == 42);
            loop.say("by pipe");
            turnUntil(loop, () -> loop.pipeSaid().equals("by pipe"));
            turnUntil(loop, loop::childEnded);
            assertThat(loop.childSaid()).isEqualTo("hello\nworld\n");
        }
    }

    @Test
    void edgesThatComeFromAnotherThreadAreHeard() throws Exception {
        int rounds = 10_000;
        try (OneLoop loop = new OneLoop("true")) {
            Thread adder = new Thread(() -> {
                try {
                    for (int i = 0; i < rounds; i++) {
                        loop.add(1);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            adder.start();
            turnUntil(loop, () -> loop.count() == rounds);
            adder.join();
        }
    }

    private static void turnUntil(OneLoop loop, BooleanSupplier condition) throws IOException {
        while (!condition.getAsBoolean()) {
            loop.turn();
        }
    }
}
