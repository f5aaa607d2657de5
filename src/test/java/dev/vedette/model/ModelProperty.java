package dev.vedette.model;

import dev.vedette.Backend;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever a program does with a Poll, one operation after the other, it gets what the model says. */
@AddLifecycleHook(RunLength.class)
abstract class ModelProperty {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HASTE = Duration.ofMillis(100);

    private final Backend backend;

    /** Set by a failure, after which shorter sequences are tried for the same: those need no patience. */
    private static boolean hasFailed;

    ModelProperty(Backend backend) {
        this.backend = backend;
    }

    @BeforeProperty
    void bePatient() {
        hasFailed = false;
    }

    @Property(edgeCases = EdgeCasesMode.NONE, generation = GenerationMode.RANDOMIZED)
    void everySequenceGivesWhatTheModelSays(@ForAll("sequences") List<Operation> sequence) throws Exception {
        try (World world = new World(backend, hasFailed ? HASTE : PATIENCE)) {
            run(world, sequence);
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
        } catch (Exception | AssertionError e) {
            hasFailed = true;
            throw new AssertionError(e.getMessage() + System.lineSeparator() + world.log(), e);
        }
    }

    @Provide
    Arbitrary<List<Operation>> sequences() {
        return Operations.sequences();
    }
}
