/**
 * Linux, for Java 22 and newer. The system calls have one class per interface of the system, with its constants and
 * structs and one method per call, and no policy: {@code Epoll}, {@code EventFdCalls}, {@code Unistd}, {@code Errno};
 * of these only {@code Downcalls} makes native calls possible. The policy stands on them: {@code EpollBackend}.
 *
 * <p>Everything is package-private; {@code dev.vedette.internal.NativeProvider} finds {@code LinuxProvider} by name,
 * and that gives the rest.
 *
 * <p>This file alone is in {@code src/main/java}: the module descriptor lists the package, and {@code jlink} of Java 17
 * refuses a module that lacks one that it lists.
 */
package dev.vedette.internal.linux;
