/** The backend that stands on Linux's epoll(7) itself. */
package dev.vedette.internal.epoll;
