/** What the server serves. */
package dev.vedette.examples.https.site;
