/**
 * Descriptors of the operating system as sources of a {@link dev.vedette.Poll}, for what a program waits for besides
 * its sockets.
 *
 * <table>
 * <caption>The class for each purpose</caption>
 * <tr><th>to wait for</th><th>use</th><th>see</th></tr>
 * <tr><td>a notification by another thread or process</td><td>{@link dev.vedette.unix.EventFd}</td><td>eventfd(2)</td></tr>
 * <tr><td>a time</td><td>{@link dev.vedette.unix.TimerFd}</td><td>timerfd_create(2)</td></tr>
 * <tr><td>a process that exits</td><td>{@link dev.vedette.unix.ProcessFd}</td><td>pidfd_open(2)</td></tr>
 * <tr><td>a signal that every thread blocks</td><td>{@link dev.vedette.unix.SignalFd}</td><td>signalfd(2)</td></tr>
 * <tr><td>a file that changes</td><td>{@link dev.vedette.unix.Inotify}</td><td>inotify(7)</td></tr>
 * <tr><td>a datagram on this machine</td><td>{@link dev.vedette.unix.UnixDatagram}</td><td>unix(7)</td></tr>
 * <tr><td>a FIFO, terminal or device</td><td>{@link dev.vedette.unix.Descriptor#open Descriptor.open}</td>
 * <td>fifo(7), pts(4)</td></tr>
 * <tr><td>anything else</td><td>{@link dev.vedette.unix.Descriptor#borrow Descriptor.borrow}</td><td>epoll(7)</td></tr>
 * </table>
 *
 * <p>For pipes and Unix-domain stream sockets use the channels of the JDK: {@link java.nio.channels.Pipe} and
 * {@link java.net.UnixDomainSocketAddress}.
 *
 * <p>This package needs Linux and Java 22 or newer. Without {@code --enable-native-access=dev.vedette}
 * ({@code ALL-UNNAMED} on the class path) the JVM warns about native calls or denies them. Descriptors can be watched
 * with every backend. With {@link dev.vedette.Backend#NIO} a Poll watches them in an epoll instance inside its
 * Selector, with all triggers and hints; this needs the module {@code jdk.net}. If something is missing, an
 * {@link java.lang.UnsupportedOperationException} says what to do.
 *
 * <p>A file of {@code /proc} or {@code /sys}, a perf event or a device may forget its condition when the system asks
 * for it. A Poll keeps such descriptors apart, so that it loses no event: it opens four descriptors more with the first
 * of them, and an event costs a few system calls more. On {@link dev.vedette.Backend#NIO} this needs Linux 5.5 or
 * newer. An epoll instance of another library that holds such descriptors loses their events when any Poll watches it,
 * as it does when another epoll instance watches it.
 */
@Version("0.1.0")
package dev.vedette.unix;

import org.osgi.annotation.versioning.Version;
