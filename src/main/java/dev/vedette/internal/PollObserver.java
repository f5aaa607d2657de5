package dev.vedette.internal;

/** Is told when a Poll opens and when it closes, by any thread. */
public interface PollObserver {
    void opened(PollRecorder recorder);

    void closed(PollRecorder recorder);

    /** Calls the action when the first recording starts, or at once if one has started. Never, if there can be none. */
    default void whenRecording(Runnable action) {}
}
