package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.ClosedPollException;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The description of everything that is registered. */
abstract class DescriptionContract extends Conformance {
    private List<String> lines() throws IOException {
        return registry.describe().lines().toList();
    }

    private String onlyRegistration() throws IOException {
        assertThat(lines()).hasSize(2);
        return lines().get(1);
    }

    @Test
    void aPollWithoutRegistrationsIsDescribedByOneLine() throws Exception {
        registry.waker(1).wake();
        assertThat(lines())
                .containsExactly("Poll '" + poll.name() + "', " + backend() + ", no thread in poll, 0 registrations");
    }

    @Test
    void everyRegistrationHasALine() throws Exception {
        registry.register(udp(), 17, Interest.READABLE);
        registry.register(tcpPair().near(), -1, Interest.READABLE.plus(Interest.WRITABLE), Trigger.ONESHOT);
        registry.registerExclusive(tcpListener(), 19, Interest.READABLE);
        assertThat(lines()).hasSize(4);
        assertThat(lines().get(0)).endsWith("3 registrations:");
        assertThat(lines())
                .anyMatch(line -> line.endsWith(", READABLE, LEVEL, token 17"))
                .anyMatch(line -> line.endsWith(", READABLE|WRITABLE, ONESHOT, token -1"))
                .anyMatch(line -> line.endsWith(", READABLE, exclusive, token 19"));
    }

    @Test
    void itFollowsEveryChange() throws Exception {
        SocketChannel channel = tcpPair().near();
        registry.register(channel, 1, Interest.WRITABLE, Trigger.ONESHOT);
        assertEvent(1, WRITABLE);
        assertThat(onlyRegistration()).endsWith(", ONESHOT, disarmed, token 1");
        registry.reregister(channel, 2, Interest.NONE);
        assertThat(onlyRegistration()).endsWith(", NONE, LEVEL, token 2");
        registry.reregister(channel, 3, Interest.NONE, Trigger.ONESHOT);
        assertThat(onlyRegistration()).endsWith(", NONE, ONESHOT, token 3");
        if (registry.supports(Trigger.EDGE)) {
            registry.reregister(channel, 4, Interest.READ_CLOSED.plus(Interest.PRIORITY), Trigger.EDGE);
            assertThat(onlyRegistration()).endsWith(", PRIORITY|READ_CLOSED, EDGE, token 4");
        }
        registry.deregister(channel);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void itCanBeAskedForWhileAThreadWaits() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(null);
        assertThat(lines().get(0)).contains("a thread in poll, 1 registration:");
        write(pair.far(), "now");
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
    }

    /** The thread that asks meets channels that are being registered, closed and forgotten. */
    @Test
    void itCanBeAskedForWhileOthersRegisterAndPoll() throws Exception {
        Task<Void> changes = start(doing(() -> {
            for (int i = 0; i < 300; i++) {
                try (DatagramChannel channel = DatagramChannel.open()) {
                    channel.configureBlocking(false);
                    registry.register(channel, i, Interest.WRITABLE);
                    poll(PATIENCE);
                    if (i % 2 == 0) {
                        registry.close(channel);
                    }
                }
            }
        }));
        while (changes.thread().isAlive()) {
            assertThat(registry.describe()).startsWith("Poll '" + poll.name() + "', ");
        }
        changes.join();
    }

    @Test
    void itLeavesNoDescriptor() throws Exception {
        DescriptorCensus.assumeAvailable();
        registry.register(udp(), 1, Interest.READABLE);
        registry.describe();
        int before = DescriptorCensus.take().size();
        for (int i = 0; i < 100; i++) {
            registry.describe();
        }
        assertThat(DescriptorCensus.take()).hasSizeLessThanOrEqualTo(before);
    }

    @Test
    void aClosedPollRefuses() throws Exception {
        Poll other = openPoll();
        other.close();
        assertThatThrownBy(() -> other.registry().describe()).isInstanceOf(ClosedPollException.class);
    }
}
