package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptors on the NIO backend. {@link FlaglessTest} runs it without the flags of the EPOLL backend. */
@LinuxOnly
class NioDescriptorTest extends DescriptorContract {
    @Override
    Backend backend() {
        return Backend.NIO;
    }

    @Test
    void theFirstRegistrationOfADescriptorOpensTheNestedEpoll() throws IOException {
        List<Integer> before = epolls();
        try (Poll other = Poll.builder().backend(Backend.NIO).open();
                Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            List<Integer> opened = epolls();
            opened.removeAll(before);
            assertThat(opened).as("the epoll instance of the Selector").hasSize(1);
            other.registry().register(eventfd, 1, Interest.READABLE);
            opened = epolls();
            opened.removeAll(before);
            assertThat(opened)
                    .as("and the epoll instance of the descriptors, with its duplicate")
                    .hasSize(3);
            for (int fd : opened) {
                assertThatThrownBy(() -> other.registry().register(Descriptor.borrow(fd), 1, Interest.READABLE))
                        .satisfiesAnyOf(
                                refusal -> assertThat(refusal)
                                        .isInstanceOf(IllegalArgumentException.class)
                                        .hasMessageContaining("own"),
                                refusal -> assertThat(refusal)
                                        .as("the refusal of the Selector")
                                        .isInstanceOf(IOException.class)
                                        .hasMessageContaining("ELOOP"));
            }
        }
    }
}
