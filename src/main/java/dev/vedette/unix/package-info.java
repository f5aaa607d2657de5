/**
 * Descriptors of the operating system as sources of a {@link dev.vedette.Poll}: what a program waits for besides its
 * sockets.
 *
 * <p>Needs Java 22 or newer and {@code --enable-native-access=dev.vedette} ({@code ALL-UNNAMED} on the class path), and
 * a Poll on the {@link dev.vedette.Backend#EPOLL} backend. Where that is missing, an
 * {@link java.lang.UnsupportedOperationException} says what to do.
 */
@Version("0.1.0")
package dev.vedette.unix;

import org.osgi.annotation.versioning.Version;
