package dev.vedette.examples.https.protocol;

/** Answers requests. It is called by the threads of all connections. */
public interface Application {
    /** Begins to answer a request, whose content may not have arrived yet. If this throws, the answer is status 500. */
    Exchange begin(Request request);
}
