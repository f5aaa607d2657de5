package dev.vedette.examples.loop;

import dev.vedette.Interest;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.RejectedExecutionException;

/** A handler of a channel in non-blocking mode, which waits for one thing at a time. */
public abstract class Connection implements Handler {
    protected final Loop loop;
    protected final SocketChannel channel;
    private long token;
    private Interest interest = Interest.READABLE;

    protected Connection(Loop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /** Waits for bytes to read. */
    @Override
    public void open(long newToken) throws IOException {
        token = newToken;
        loop.registry().register(channel, token, interest);
    }

    protected final void await(Interest wanted) throws IOException {
        if (interest != wanted) {
            loop.registry().reregister(channel, token, wanted);
            interest = wanted;
        }
    }

    /** Ends this connection: the loop calls {@link #close()}, unless it has done so before. */
    protected final void end() {
        loop.close(token);
    }

    /** Runs an action in the thread of the loop, unless this connection has ended by then. For any thread. */
    protected final void resume(Loop.Action action) {
        try {
            loop.execute(() -> loop.resume(token, action));
        } catch (RejectedExecutionException e) {
            // the loop has ended, and the connection is closed
        }
    }

    @Override
    public void close() throws IOException {
        loop.registry().close(channel);
    }
}
