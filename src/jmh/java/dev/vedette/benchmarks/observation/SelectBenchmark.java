package dev.vedette.benchmarks.observation;

import dev.vedette.benchmarks.AverageNs;
import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sockets;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cost of the agent: the same select of the JDK, without it, with it, and while it observes. */
@State(Scope.Thread)
public class SelectBenchmark extends AverageNs {
    private static final String AGENT = "-javaagent:target/agent.jar=selectors";

    @Param("SELECTOR")
    public Peer peer;

    @Param({"1", "64", "1000"})
    public int ready;

    private Sockets sockets;
    private Selector selector;
    private int handled;

    @Setup
    public void open() throws IOException {
        sockets = new Sockets(ready, ready);
        selector = Selector.open();
        for (SelectableChannel channel : sockets.channels()) {
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    @TearDown
    public void close() throws IOException {
        selector.close();
        sockets.close();
    }

    private int select() throws IOException {
        return selector.selectNow(key -> handled += key.readyOps());
    }

    @Benchmark
    public int select1WithoutAgent() throws IOException {
        return select();
    }

    /** Nobody listens. */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = AGENT)
    public int select2WithAgent() throws IOException {
        return select();
    }

    /** All selectors keep statistics. */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = AGENT + ",jmx")
    public int select3WithStatistics() throws IOException {
        return select();
    }

    /** A recording has the events of Vedette with their default thresholds. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {AGENT, "-XX:StartFlightRecording:settings=default"})
    public int select4WithRecording() throws IOException {
        return select();
    }
}
