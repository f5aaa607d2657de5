/** A program whose loop waits for many kinds of sources besides sockets. */
package dev.vedette.examples.devices;
