/** HTTP/1.1 and TLS without I/O: bytes in, bytes out, and what is needed next. */
package dev.vedette.examples.https.protocol;
