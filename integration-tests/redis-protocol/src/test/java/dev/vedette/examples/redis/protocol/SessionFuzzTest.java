package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.redis.protocol.Dialogue.Cut;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For any input, a session replies, waits, or ends with an error. The result is the same for every cut of the input.
 */
class SessionFuzzTest {
    private static final int ROUNDS = 2_000;
    private static final Limits TIGHT = new Limits(200, 100, 20, 2_000);
    private static final String[] FRAGMENTS = {
        "*",
        "$",
        "1",
        "3",
        "0",
        "-1",
        "99999999999",
        "\r\n",
        "\r",
        "\n",
        " ",
        "\"",
        "'",
        "\\x",
        "\0",
        "\u00ff",
        "GET",
        "set",
        "mget",
        "QUIT",
        "incr",
        "k",
        "*1\r\n",
        "*2\r\n",
        "*3\r\n",
        "$1\r\nk\r\n",
        "$3\r\nGET\r\n",
        "$3\r\nSET\r\n",
        "$4\r\nMGET\r\n",
        "*1\r\n$4\r\nPING\r\n",
        "PING\r\n",
        "x".repeat(150)
    };

    /** Generators of invalid input, from random bytes to almost valid requests. */
    static Stream<Function<Random, byte[]>> garbage() {
        return Stream.of(SessionFuzzTest::randomBytes, SessionFuzzTest::randomFragments, SessionFuzzTest::mutation);
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void garbageIsAnsweredTheSameWayHoweverItIsCut(Function<Random, byte[]> garbage) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            byte[] requests = garbage.apply(new Random(seed));
            Dialogue whole = send(requests, Cut.NOT_AT_ALL, seed);
            for (Cut cut : Cut.values()) {
                Dialogue pieces = send(requests, cut, seed);
                assertThat(pieces.replies()).as("seed %d, cut %s", seed, cut).isEqualTo(whole.replies());
                assertThat(pieces.isFinished()).isEqualTo(whole.isFinished());
            }
            assertThat(whole.replies()).as("seed %d", seed).matches("(?s)([-+:$*].*\r\n)?");
        }
    }

    private static Dialogue send(byte[] requests, Cut cut, int seed) {
        return new Dialogue(new Session(new Keyspace(), TIGHT), Session.MIN_REPLY_CAPACITY + seed % 100)
                .send(requests, cut.pieceLengths(seed));
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(1_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] randomFragments(Random random) {
        StringBuilder stream = new StringBuilder();
        IntStream.range(0, random.nextInt(60)).forEach(i -> stream.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]));
        return stream.toString().getBytes(ISO_8859_1);
    }

    private static byte[] mutation(Random random) {
        byte[] stream = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nhello\r\n*2\r\n$4\r\nMGET\r\n$1\r\nk\r\nECHO \"a b\"\r\n"
                .repeat(3)
                .getBytes(ISO_8859_1);
        for (int i = random.nextInt(4); i >= 0; i--) {
            stream[random.nextInt(stream.length)] = (byte) random.nextInt(256);
        }
        return stream;
    }
}
