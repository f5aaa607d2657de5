/**
 * A portable epoll: tells a program which of its channels and descriptors are ready, as fast as the kernel can.
 *
 * <p>A {@link dev.vedette.Poll} watches sources. Its {@link dev.vedette.Registry} says which, each under a token of the
 * program's choice, with an {@link dev.vedette.Interest} and a {@link dev.vedette.Trigger}. A poll fills an
 * {@link dev.vedette.Events} with one entry per ready token. A {@link dev.vedette.Waker} ends a wait from another
 * thread. Sources are the JDK's own {@link java.nio.channels.SelectableChannel}s and any program type that implements
 * {@link dev.vedette.Source}; reading and writing stay the JDK's.
 *
 * <p>The model is that of Rust's <a href="https://docs.rs/mio">mio</a>: <em>spurious events are allowed, lost ones are
 * not</em>. An event is a hint that an operation will probably not block; a program must be ready to find that it
 * would.
 */
@Version("0.1.0")
package dev.vedette;

import org.osgi.annotation.versioning.Version;
