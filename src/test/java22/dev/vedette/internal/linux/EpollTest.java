package dev.vedette.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.contract.fixture.LinuxOnly;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@LinuxOnly
class EpollTest {
    @ParameterizedTest
    @ValueSource(strings = {"amd64", "x86_64"})
    void theEventIsPackedOnX8664(String architecture) {
        assertThat(Epoll.EventLayout.of(architecture)).isEqualTo(new Epoll.EventLayout(12, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aarch64", "riscv64", "ppc64le", "s390x", "loongarch64", "arm", "x86"})
    void theEventIsPaddedElsewhere(String architecture) {
        assertThat(Epoll.EventLayout.of(architecture)).isEqualTo(new Epoll.EventLayout(16, 8));
    }

    @ParameterizedTest
    @CsvSource({"12, 4", "16, 8"})
    void eventsAreLaidOutLikeTheStruct(int size, int dataOffset) {
        Epoll.EventLayout layout = new Epoll.EventLayout(size, dataOffset);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment events = layout.allocate(arena, 3);
            assertThat(events.byteSize()).isEqualTo(3L * size);
            for (int i = 0; i < 3; i++) {
                layout.set(events.asSlice((long) i * size, size), Epoll.EPOLLET | i, Long.MIN_VALUE + i);
            }
            ByteBuffer bytes = events.asByteBuffer().order(ByteOrder.nativeOrder());
            for (int i = 0; i < 3; i++) {
                assertThat(bytes.getInt(i * size)).isEqualTo(Epoll.EPOLLET | i);
                assertThat(bytes.getLong(i * size + dataOffset)).isEqualTo(Long.MIN_VALUE + i);
                assertThat(layout.events(events, (long) i * size)).isEqualTo(Epoll.EPOLLET | i);
                assertThat(layout.data(events, (long) i * size)).isEqualTo(Long.MIN_VALUE + i);
            }
        }
    }

    @Test
    void errnoIsDescribedByTextAndName() {
        assertThat(Errno.describe(Errno.EPERM)).isEqualTo("Operation not permitted (EPERM)");
        assertThat(Errno.describe(24)).isEqualTo("Too many open files (EMFILE)");
        assertThat(Errno.describe(4095)).endsWith("(errno 4095)");
    }

    @Test
    void aMissingFunctionIsNamed() {
        CFunction missing = CFunction.of("no_such_function");
        assertThat(missing.exists()).isFalse();
        assertThatThrownBy(() -> missing.call(CallState.allocate(Arena.ofAuto()), 0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("the C library has no function no_such_function");
    }
}
