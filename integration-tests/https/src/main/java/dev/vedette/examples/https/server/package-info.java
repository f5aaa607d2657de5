/** Three programs around the same protocol: an event loop, a thread for each connection, and Netty. */
package dev.vedette.examples.https.server;
