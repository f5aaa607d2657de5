/**
 * Linux, for Java 22 and newer. The system calls have one class per interface of the system, with its constants and
 * structs and one method per call, and no policy: {@code Epoll}, {@code EventFdCalls}, {@code Unistd}, {@code Errno}; of
 * these only {@code Downcalls} makes native calls possible. The policy stands on them: {@code EpollBackend}.
 *
 * <p>Everything is package-private; {@code dev.vedette.internal.Java22} finds {@code EpollProvider} and
 * {@code NativeDescriptorCalls} by name.
 */
package dev.vedette.internal.linux;
