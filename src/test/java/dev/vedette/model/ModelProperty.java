package dev.vedette.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Backend;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.BeforeProperty;

/** For every sequence of operations, a Poll behaves as the model says. */
@AddLifecycleHook(RunLength.class)
abstract class ModelProperty {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HASTE = Duration.ofMillis(100);

    /** The time after which a sequence counts as hung. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final ScheduledExecutorService ALARM = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "model-alarm");
        thread.setDaemon(true);
        return thread;
    });

    private final Backend backend;

    /** Set by a failure. The shorter sequences that are tried afterwards need no patience. */
    private static boolean hasFailed;

    ModelProperty(Backend backend) {
        this.backend = backend;
    }

    @BeforeProperty
    void bePatient() {
        hasFailed = false;
    }

    @Property(edgeCases = EdgeCasesMode.NONE, generation = GenerationMode.RANDOMIZED)
    void everySequenceBehavesAsTheModelSays(@ForAll("sequences") List<Operation> sequence) throws Exception {
        ScheduledFuture<?> alarm =
                ALARM.schedule(Thread.currentThread()::interrupt, LONG.toSeconds(), TimeUnit.SECONDS);
        try (World world = new World(backend, hasFailed ? HASTE : PATIENCE)) {
            run(world, sequence);
        } finally {
            alarm.cancel(false);
        }
    }

    private void run(World world, List<Operation> sequence) throws Exception {
        try {
            for (Operation operation : sequence) {
                world.note(operation.toString());
                operation.run(world);
            }
            world.note("the end");
            world.finish();
            assertThat(Thread.interrupted()).as("the sequence has hung").isFalse();
        } catch (Exception | AssertionError e) {
            hasFailed = true;
            Thread.interrupted(); // set by the alarm
            throw new AssertionError(e.getMessage() + System.lineSeparator() + world.log(), e);
        }
    }

    @Provide
    Arbitrary<List<Operation>> sequences() {
        return Operations.sequences();
    }
}
