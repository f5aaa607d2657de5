/** Everything that a loop can wait for besides its sockets, in one program. */
package dev.vedette.examples.devices;
