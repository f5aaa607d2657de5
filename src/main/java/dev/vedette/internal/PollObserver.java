package dev.vedette.internal;

/** Is told when a Poll opens and when it closes, by any thread. */
public interface PollObserver {
    void opened(PollRecorder recorder);

    void closed(PollRecorder recorder);
}
