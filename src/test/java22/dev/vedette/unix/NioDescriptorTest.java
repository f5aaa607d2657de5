package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.Poll;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without the flags of the EPOLL backend: see {@link FlaglessTest}. */
class NioDescriptorTest extends DescriptorContract {
    @Override
    Backend backend() {
        return Backend.NIO;
    }

    @Test
    void theFirstDescriptorTakesDescriptorsAndNoneBefore() throws IOException {
        List<Integer> before = epolls();
        try (Poll other = Poll.builder().backend(Backend.NIO).open();
                Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            List<Integer> opened = epolls();
            opened.removeAll(before);
            assertThat(opened).as("that of the Selector").hasSize(1);
            other.registry().register(eventfd, 1, Interest.READABLE);
            opened = epolls();
            opened.removeAll(before);
            assertThat(opened).as("and that of the descriptors, twice").hasSize(3);
            for (int fd : opened) {
                assertThatThrownBy(() -> other.registry().register(Descriptor.borrow(fd), 1, Interest.READABLE))
                        .satisfiesAnyOf(
                                refusal -> assertThat(refusal)
                                        .isInstanceOf(IllegalArgumentException.class)
                                        .hasMessageContaining("own"),
                                refusal -> assertThat(refusal)
                                        .as("the Selector")
                                        .isInstanceOf(IOException.class)
                                        .hasMessageContaining("ELOOP"));
            }
        }
    }
}
