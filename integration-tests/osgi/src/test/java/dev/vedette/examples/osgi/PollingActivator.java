package dev.vedette.examples.osgi;

import dev.vedette.ClosedPollException;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * The activator of a bundle whose event loop runs from start to stop and leaves nothing behind. Its service sends a
 * byte through the loop, and returns the description of the Poll.
 */
public final class PollingActivator implements BundleActivator, Callable<String> {
    private final BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
    private Poll poll;
    private Pipe pipe;
    private Thread loop;

    @Override
    public void start(BundleContext context) throws IOException {
        String name = context.getBundle().getSymbolicName();
        poll = Poll.builder().name(name).open();
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        poll.registry().register(pipe.source(), 1, Interest.READABLE);
        loop = new Thread(this::run, "loop of " + name);
        loop.start();
        context.registerService(Callable.class, this, null);
        System.out.println(poll + " is served by " + context.getBundle(0).getSymbolicName());
    }

    private void run() {
        Events events = Events.withCapacity(1);
        ByteBuffer buffer = ByteBuffer.allocate(1);
        try {
            while (true) {
                poll.poll(events);
                for (int i = 0; i < events.size(); i++) {
                    pipe.source().read(buffer.clear());
                    seen.add(events.token(i));
                }
            }
        } catch (ClosedPollException e) {
            // stop has been called
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String call() throws Exception {
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        if (seen.poll(60, TimeUnit.SECONDS) == null) {
            throw new AssertionError(poll + " has not seen the byte");
        }
        return poll.toString();
    }

    /** Closes everything that {@link #start} has opened. The framework does not know these resources. */
    @Override
    public void stop(BundleContext context) throws Exception {
        poll.close();
        loop.join();
        pipe.source().close();
        pipe.sink().close();
    }
}
