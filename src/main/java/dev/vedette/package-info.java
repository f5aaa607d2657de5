/**
 * A portable epoll for Java. It reports which channels and descriptors of a program are ready, as fast as the kernel
 * can.
 *
 * <p>A {@link dev.vedette.Poll} watches sources. A program registers them with its {@link dev.vedette.Registry}, each
 * with a token of the program's choice, an {@link dev.vedette.Interest} and a {@link dev.vedette.Trigger}. A poll fills
 * an {@link dev.vedette.Events} with one entry for each ready token. A {@link dev.vedette.Waker} ends a wait from
 * another thread. Sources are the JDK's own {@link java.nio.channels.SelectableChannel}s and all types of the program
 * that implement {@link dev.vedette.Source}. The program reads and writes through the JDK.
 *
 * <p>The model is that of Rust's <a href="https://docs.rs/mio">mio</a>: <em>spurious events are allowed, lost ones are
 * not</em>. An event is a hint that an operation will probably not block. A program must be prepared to find that the
 * operation would block after all.
 */
@Version("0.1.0")
package dev.vedette;

import org.osgi.annotation.versioning.Version;
