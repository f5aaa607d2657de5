package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.READ_CLOSED;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static dev.vedette.contract.fixture.Bit.WRITE_CLOSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Pipe}. */
abstract class PipeContract extends Conformance {
    private Pipe.SinkChannel sink;
    private Pipe.SourceChannel source;

    @BeforeEach
    void openAPipe() throws IOException {
        Pipe pipe = Pipe.open();
        sink = own(pipe.sink());
        source = own(pipe.source());
        setNonBlocking(sink, source);
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aSinkWithRoomIsWritable(Trigger trigger) throws Exception {
        assume(trigger);
        registry.register(sink, 1, Interest.WRITABLE, trigger);
        assertThat(assertEvent(1, WRITABLE).bits()).containsExactly(WRITABLE);
    }

    @Test
    void aFullSinkIsWritableAgainOnceTheSourceHasRead() throws Exception {
        registry.register(sink, 1, Interest.WRITABLE);
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        long written = 0;
        for (int count = 1; count > 0; written += count) {
            count = sink.write(bytes.clear());
        }
        assertNone();
        for (long left = written; left > 0; ) {
            left -= source.read(bytes.clear());
        }
        assertEvent(1, WRITABLE);
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aSourceIsReadableOnceTheSinkHasWritten(Trigger trigger) throws Exception {
        assume(trigger);
        registry.register(source, 1, Interest.READABLE, trigger);
        assertNone();
        write(sink, "through");
        assertThat(assertEvent(1, READABLE).bits()).containsExactly(READABLE);
        assertThat(read(source)).isEqualTo("through");
        assertNone();
    }

    @Test
    void bothEndsCanBeWatchedByOnePoll() throws Exception {
        registry.register(sink, 1, Interest.WRITABLE, Trigger.ONESHOT);
        registry.register(source, 2, Interest.READABLE);
        assertEvent(1, WRITABLE);
        write(sink, "through");
        assertEvent(2, READABLE);
        assertThat(read(source)).isEqualTo("through");
        assertNone();
    }

    /**
     * For an empty pipe without a writer, epoll reports EPOLLHUP and not EPOLLIN. A Selector can only report it as
     * readable.
     */
    @Test
    void aSourceWhoseSinkIsClosedIsReadClosed() throws Exception {
        registry.register(source, 1, Interest.READABLE);
        assertNone();
        sink.close();
        Seen seen = assertEvent(1, READ_CLOSED, WRITE_CLOSED);
        assertThat(seen.has(READABLE)).isNotEqualTo(hasHints());
        assertThat(source.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void aSourceWithUnreadBytesIsReadableAfterItsSinkIsClosed() throws Exception {
        registry.register(source, 1, Interest.READABLE);
        write(sink, "the last words");
        sink.close();
        assertEvent(1, READABLE, READ_CLOSED);
        assertThat(read(source)).isEqualTo("the last words");
        assertEvent(1, READ_CLOSED);
        assertThat(source.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void aSinkWhoseSourceIsClosedIsWriteClosed() throws Exception {
        registry.register(sink, 1, Interest.WRITABLE);
        source.close();
        assertEvent(1, WRITABLE, WRITE_CLOSED);
        assertThatThrownBy(() -> write(sink, "in vain")).isInstanceOf(IOException.class);
    }

    @Test
    void aSinkClosedByTheRegistryIsClosedForTheSource() throws Exception {
        registry.register(sink, 1, Interest.WRITABLE);
        registry.register(source, 2, Interest.READABLE);
        assertEvent(1, WRITABLE);
        registry.close(sink);
        assertEvent(2, READ_CLOSED);
        assertThat(source.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void aWriteDuringAWaitEndsIt() throws Exception {
        registry.register(source, 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(null);
        write(sink, "now");
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
    }
}
