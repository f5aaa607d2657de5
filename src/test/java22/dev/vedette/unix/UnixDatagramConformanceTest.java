package dev.vedette.unix;

import dev.vedette.contract.EpollConformanceTest.Epoll;
import dev.vedette.contract.NioConformanceTest.Nio;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "makes system calls of Linux")
class UnixDatagramConformanceTest {
    @Nested
    class OnEpoll extends UnixDatagramContract implements Epoll {}

    @Nested
    class OnNio extends UnixDatagramContract implements Nio {}
}
