package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Epoll.EPOLLERR;
import static dev.vedette.internal.linux.Epoll.EPOLLET;
import static dev.vedette.internal.linux.Epoll.EPOLLEXCLUSIVE;
import static dev.vedette.internal.linux.Epoll.EPOLLHUP;
import static dev.vedette.internal.linux.Epoll.EPOLLIN;
import static dev.vedette.internal.linux.Epoll.EPOLLONESHOT;
import static dev.vedette.internal.linux.Epoll.EPOLLOUT;
import static dev.vedette.internal.linux.Epoll.EPOLLPRI;
import static dev.vedette.internal.linux.Epoll.EPOLLRDHUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.Readiness;
import org.junit.jupiter.api.Test;

class EpollFlagsTest {
    @Test
    void interestsAndTriggersBecomeFlags() {
        assertThat(EpollFlags.of(Interest.READABLE, Trigger.LEVEL)).isEqualTo(EPOLLIN | EPOLLRDHUP);
        assertThat(EpollFlags.of(Interest.WRITABLE, Trigger.EDGE)).isEqualTo(EPOLLOUT | EPOLLET);
        assertThat(EpollFlags.of(Interest.PRIORITY, Trigger.ONESHOT)).isEqualTo(EPOLLPRI | EPOLLONESHOT);
        assertThat(EpollFlags.of(Interest.NONE, Trigger.LEVEL)).isZero();
        assertThat(EpollFlags.of(Interest.READ_CLOSED, Trigger.LEVEL)).isEqualTo(EPOLLRDHUP);
        assertThat(EpollFlags.exclusive(Interest.READABLE)).isEqualTo(EPOLLIN | EPOLLEXCLUSIVE);
    }

    @Test
    void flagsAreDescribedByTheirInterestAndTrigger() {
        int added = EPOLLERR | EPOLLHUP; // by the kernel
        assertThat(EpollFlags.describe(added)).isEqualTo("NONE, LEVEL");
        assertThat(EpollFlags.describe(added | EPOLLIN | EPOLLRDHUP)).isEqualTo("READABLE, LEVEL");
        assertThat(EpollFlags.describe(added | EPOLLRDHUP | EPOLLET)).isEqualTo("READ_CLOSED, EDGE");
        assertThat(EpollFlags.describe(added | EPOLLOUT | EPOLLONESHOT)).isEqualTo("WRITABLE, ONESHOT");
        assertThat(EpollFlags.describe(EPOLLONESHOT)).isEqualTo("ONESHOT, disarmed");
        assertThat(EpollFlags.describe(added | EPOLLIN | EPOLLEXCLUSIVE)).isEqualTo("READABLE, exclusive");
    }

    @Test
    void flagsHaveTheSameMeaningAsInMioExceptTheEndAlone() {
        assertReadiness(EPOLLIN, "READABLE");
        assertReadiness(EPOLLPRI, "READABLE|PRIORITY");
        assertReadiness(EPOLLOUT, "WRITABLE");
        assertReadiness(EPOLLERR, "ERROR|WRITE_CLOSED");
        assertReadiness(EPOLLHUP, "READ_CLOSED|WRITE_CLOSED");
        assertReadiness(EPOLLIN | EPOLLRDHUP, "READABLE|READ_CLOSED");
        assertReadiness(EPOLLRDHUP, "READ_CLOSED");
        assertReadiness(EPOLLOUT | EPOLLERR, "WRITABLE|ERROR|WRITE_CLOSED");
        assertReadiness(EPOLLIN | EPOLLERR, "READABLE|ERROR");
        assertReadiness(
                EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP | EPOLLERR,
                "READABLE|WRITABLE|ERROR|READ_CLOSED|WRITE_CLOSED");
    }

    @Test
    void otherFlagsAreIgnored() {
        assertThat(EpollFlags.readiness(EPOLLIN | 0x40 | 0x100)).isEqualTo(Readiness.READABLE);
    }

    private static void assertReadiness(int flags, String expected) {
        assertThat(Readiness.toString(EpollFlags.readiness(flags))).isEqualTo(expected);
    }
}
