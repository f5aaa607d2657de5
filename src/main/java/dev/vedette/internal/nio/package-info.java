/** The backend that stands on {@link java.nio.channels.Selector} and so runs everywhere. */
package dev.vedette.internal.nio;
