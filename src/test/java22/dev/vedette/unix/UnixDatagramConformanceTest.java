package dev.vedette.unix;

import dev.vedette.contract.EpollConformanceTest.Epoll;
import dev.vedette.contract.NioConformanceTest.Nio;
import dev.vedette.contract.fixture.LinuxOnly;
import org.junit.jupiter.api.Nested;

@LinuxOnly
class UnixDatagramConformanceTest {
    @Nested
    class OnEpoll extends UnixDatagramContract implements Epoll {}

    @Nested
    class OnNio extends UnixDatagramContract implements Nio {}
}
