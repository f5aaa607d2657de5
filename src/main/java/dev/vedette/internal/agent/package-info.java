/**
 * The Java agent. The JVM loads it only if it is asked to, with {@code -javaagent} or by attaching. It enables
 * {@code EPOLL} without flags, and has the JDK's selectors observed.
 */
package dev.vedette.internal.agent;
