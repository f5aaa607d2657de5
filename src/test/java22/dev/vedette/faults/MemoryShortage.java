package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vedette.Backend;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.DescriptorCensus;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Opens Polls with less and less native memory; {@link MemoryShortageTest} limits it. */
final class MemoryShortage {
    static final int LIMIT = 1 << 20;

    /** More than a Poll needs when it is opened, but not much more. */
    private static final int PLENTY = 2048;

    private final List<ByteBuffer> fillers = new ArrayList<>();

    private MemoryShortage() {}

    public static void main(String[] arguments) throws Exception {
        MemoryShortage shortage = new MemoryShortage();
        open();
        List<String> before = DescriptorCensus.take();
        int refusals = 0;
        for (int spare = PLENTY; spare > 0; spare /= 2) {
            shortage.leave(spare);
            Throwable refusal = catchThrowable(MemoryShortage::open);
            assertThat(DescriptorCensus.since(before))
                    .as("with %d bytes", spare)
                    .isEmpty();
            if (refusal != null) {
                assertThat(refusal).isInstanceOf(OutOfMemoryError.class);
                refusals++;
            }
        }
        assertThat(refusals).isPositive();
    }

    private static void open() throws IOException {
        Poll.builder().backend(Backend.EPOLL).open().close();
    }

    private void leave(int spare) {
        long left = LIMIT - used();
        if (left > spare) {
            fillers.add(ByteBuffer.allocateDirect((int) left - spare));
        }
    }

    /** Of direct buffers and of segments. */
    private static long used() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
