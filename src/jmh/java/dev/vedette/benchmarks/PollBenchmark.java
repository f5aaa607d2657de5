package dev.vedette.benchmarks;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A poll that does not wait, and a look at every event: 1,024 channels, of which some are ready all the time. */
@State(Scope.Thread)
public class PollBenchmark extends AverageNs {
    private static final int CHANNELS = 1024;

    /** How many of them are ready. */
    @Param({"1", "64", "1024"})
    public int ready;

    private Sockets sockets;

    /** Makes the channels. */
    @Setup
    public void open() throws IOException {
        sockets = new Sockets(CHANNELS, ready);
    }

    /** Closes them. */
    @TearDown
    public void close() throws IOException {
        sockets.close();
    }

    /** The system call alone. */
    @State(Scope.Thread)
    public static class FloorState {
        private Floor floor;

        /** Registers the channels. */
        @Setup
        public void open(PollBenchmark benchmark) throws Throwable {
            floor = new Floor(benchmark.sockets.channels, CHANNELS);
        }

        /** Closes it. */
        @TearDown
        public void close() throws IOException {
            floor.close();
        }
    }

    /** A Poll. */
    @State(Scope.Thread)
    public abstract static class PollState {
        private final Backend backend;
        private Poll poll;
        private final Events events = Events.withCapacity(CHANNELS);

        PollState(Backend backend) {
            this.backend = backend;
        }

        /** Registers the channels. */
        @Setup
        public void open(PollBenchmark benchmark) throws IOException {
            poll = Poll.builder().backend(backend).open();
            long token = 0;
            for (AbstractSelectableChannel channel : benchmark.sockets.channels) {
                poll.registry().register(channel, token++, Interest.READABLE);
            }
        }

        /** Closes it. */
        @TearDown
        public void close() throws IOException {
            poll.close();
        }

        long poll() throws IOException {
            poll.poll(events, 0, TimeUnit.NANOSECONDS);
            long sum = 0;
            for (Event event : events) {
                sum += event.token() + (event.isReadable() ? 1 : 0);
            }
            return sum;
        }
    }

    /** A Poll on EPOLL. */
    public static class EpollState extends PollState {
        /** Says so. */
        public EpollState() {
            super(Backend.EPOLL);
        }
    }

    /** A Poll on NIO. */
    public static class NioState extends PollState {
        /** Says so. */
        public NioState() {
            super(Backend.NIO);
        }
    }

    /** The JDK's Selector. */
    @State(Scope.Thread)
    public static class SelectorState {
        private Selector selector;
        private long sum;
        private final Consumer<SelectionKey> action = key -> sum += (Long) key.attachment() + key.readyOps();

        /** Registers the channels. */
        @Setup
        public void open(PollBenchmark benchmark) throws IOException {
            selector = Selector.open();
            long token = 0;
            for (AbstractSelectableChannel channel : benchmark.sockets.channels) {
                channel.register(selector, SelectionKey.OP_READ, token++);
            }
        }

        /** Closes it. */
        @TearDown
        public void close() throws IOException {
            selector.close();
        }

        long select() throws IOException {
            sum = 0;
            selector.selectNow(action);
            return sum;
        }
    }

    @Benchmark
    public long floor(FloorState state) throws Throwable {
        return state.floor.poll();
    }

    @Benchmark
    public long vedetteEpoll(EpollState state) throws IOException {
        return state.poll();
    }

    @Benchmark
    public long vedetteNio(NioState state) throws IOException {
        return state.poll();
    }

    @Benchmark
    public long selector(SelectorState state) throws IOException {
        return state.select();
    }
}
