/**
 * Linux, for Java 22 and newer.
 *
 * <p>{@code LinuxProvider} is the entrance: {@code dev.vedette.internal.NativeProvider} loads it by name, and it opens
 * the rest. Everything is package-private. There are three layers:
 *
 * <ol>
 *   <li>{@code CFunction} calls functions of the C library. Only this class makes restricted calls.
 *   <li>A class for each header of the C library has its constants, its structures and a method for each call, which
 *       returns what the call returns: {@code Epoll}, {@code Eventfd}, {@code Inotify}, {@code Pidfd},
 *       {@code Signalfd}, {@code Socket}, {@code Timerfd}, {@code Unistd}. {@code Errno} makes an exception of a result
 *       of &minus;1.
 *   <li>The policy: {@code EpollBackend} for a Poll, {@code NestedEpollSet} for descriptors on the NIO backend, and
 *       {@code LinuxCalls} for {@code dev.vedette.unix}.
 * </ol>
 *
 * <p>Only this file is in {@code src/main/java}. The module descriptor lists the package, and {@code jlink} of Java 17
 * rejects a module that lacks a listed package.
 */
package dev.vedette.internal.linux;
