/**
 * Tests of what happens when something fails: the process runs out of descriptors, the kernel refuses a system call,
 * threads interrupt each other, or channels are closed while another thread polls them.
 *
 * <p>A fault that affects a whole process is provoked in a JVM of its own, by {@code ulimit} or by strace. A fault that
 * threads cause is a contract, which runs on every backend, like the topics of {@link dev.vedette.contract}.
 */
package dev.vedette.faults;
