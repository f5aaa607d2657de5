package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 1234567890, -1, -10, -99, Long.MAX_VALUE, Long.MIN_VALUE})
    void everyLongIsReadAndWritten(long value) {
        Decimal decimal = Decimal.of(Decimal.format(value));
        ByteBuffer out = ByteBuffer.allocate(32);
        Decimal.put(value, out);

        assertThat(decimal.isValid()).isTrue();
        assertThat(decimal.value()).isEqualTo(value);
        assertThat(new String(out.array(), 0, out.position(), ISO_8859_1)).isEqualTo(Long.toString(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "--1",
                "-0",
                "00",
                "01",
                "-01",
                " 1",
                "1 ",
                "1.0",
                "1e3",
                "0x1",
                "1-",
                "\0",
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551616",
                "99999999999999999999999999"
            })
    void anythingElseIsNotANumber(String text) {
        assertThat(Decimal.of(text.getBytes(ISO_8859_1)).isValid()).isFalse();
    }
}
