package dev.vedette.internal;

/** Is told of every Poll that opens and closes, by any thread. */
public interface PollObserver {
    void opened(PollRecorder recorder);

    void closed(PollRecorder recorder);
}
