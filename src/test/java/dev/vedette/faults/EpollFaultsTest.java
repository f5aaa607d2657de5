package dev.vedette.faults;

import dev.vedette.contract.EpollConformanceTest;
import dev.vedette.contract.EpollConformanceTest.Epoll;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

class EpollFaultsTest {
    @BeforeAll
    static void assumeThatThisJvmHasIt() throws IOException {
        EpollConformanceTest.assumeThatThisJvmHasItAndShowsItsChannels();
    }

    @Nested
    class Interrupts extends InterruptStormContract implements Epoll {}

    @Nested
    class Closing extends RandomClosingContract implements Epoll {}

    @Nested
    class Polls extends ManyPollsContract implements Epoll {}

    @Nested
    class StackEnds extends StackEndContract implements Epoll {}
}
