/** An echo server on every peer, under a closed loop of messages from another process. */
package dev.vedette.benchmarks.echo;
