package dev.vedette.contract;

import dev.vedette.Backend;

/** What a topic of the contract must know of the backend that it runs on; a backend's conformance test says it once. */
public interface BackendUnderTest {
    Backend backend();

    /** Whether priority, error, read-closed and write-closed are reported. Where not, no event may ever carry them. */
    boolean hasHints();

    /** Whether timeouts below a millisecond are kept, if the system can keep them. */
    boolean hasNanosecondTimeouts();

    /** Whether a wait parks a virtual thread, rather than to hold its carrier. */
    boolean parksVirtualThreads();
}
