package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.vedette.examples.redis.protocol.Session.Status;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The memory of a session is bounded by the bytes that the client has sent, and by the limits. */
class SessionMemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LITTLE = 64 * 1024;

    private final Keyspace keyspace = new Keyspace();
    private final ByteBuffer replies = ByteBuffer.allocate(16 * 1024);

    @Test
    void announcingManyArgumentsTakesNoMemory() {
        Session session = new Session(keyspace, Limits.DEFAULT);

        assertThat(allocatedBytes(() -> process(session, "*1048576\r\n$4\r\nMGET\r\n$1\r\na\r\n$1\r\nb")))
                .isLessThan(LITTLE);
    }

    @Test
    void announcingALongArgumentTakesNoMemory() {
        Limits limits = new Limits(64 * 1024, Limits.MAX_BULK_BYTES, 1024, Integer.MAX_VALUE);
        Session session = new Session(keyspace, limits);

        assertThat(allocatedBytes(() -> process(session, "*2\r\n$4\r\nECHO\r\n$536870912\r\nhello")))
                .isLessThan(LITTLE);
    }

    @Test
    void manyLargeValuesInOneReplyTakeNoMemory() {
        Session session = new Session(keyspace, Limits.DEFAULT);
        process(session, "MGET k\n"); // the first call links the command, which allocates more than any reply
        keyspace.set(new byte[] {'k'}, new byte[512 * 1024]);
        String request = "*1001\r\n$4\r\nMGET\r\n" + "$1\r\nk\r\n".repeat(1_000);
        process(session, request.substring(0, request.length() - 1));

        assertThat(allocatedBytes(() -> process(session, "\n"))).isLessThan(LITTLE);
        assertThat(process(session, "")).isEqualTo(Status.NEEDS_ROOM);
    }

    @Test
    void aRequestBeyondTheMemoryLimitIsRejected() {
        Session session = new Session(keyspace, new Limits(1024, 1000, 1000, 10_000));

        Dialogue dialogue =
                new Dialogue(session, 1024).send("*100\r\n" + ("$1000\r\n" + "x".repeat(1000) + "\r\n").repeat(20));

        assertThat(dialogue.replies()).isEqualTo("-ERR Protocol error: too big request\r\n");
        assertThat(dialogue.isFinished()).isTrue();
    }

    @Test
    void emptyArgumentsCountTowardsTheMemoryLimit() {
        Session session = new Session(keyspace, new Limits(1024, 1000, 1000, 10_000));

        Dialogue dialogue = new Dialogue(session, 1024).send("*1000\r\n" + "$0\r\n\r\n".repeat(1000));

        assertThat(dialogue.replies()).isEqualTo("-ERR Protocol error: too big request\r\n");
    }

    @Test
    void theMemoryLimitAppliesToEachRequest() {
        Session session = new Session(keyspace, new Limits(1024, 1000, 1000, 2_000));
        String request = "*2\r\n$4\r\nECHO\r\n$1000\r\n" + "x".repeat(1000) + "\r\n";

        Dialogue dialogue = new Dialogue(session, 1024).send(request.repeat(100));

        assertThat(dialogue.replies()).hasSize(100 * ("$1000\r\n".length() + 1000 + "\r\n".length()));
    }

    private Status process(Session session, String requests) {
        return session.process(ByteBuffer.wrap(requests.getBytes(ISO_8859_1)), replies.clear());
    }

    private static long allocatedBytes(Runnable action) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        action.run();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
