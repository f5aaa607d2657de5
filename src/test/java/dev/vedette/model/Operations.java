package dev.vedette.model;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.model.Operation.Close;
import dev.vedette.model.Operation.ClosePoll;
import dev.vedette.model.Operation.Deregister;
import dev.vedette.model.Operation.Drain;
import dev.vedette.model.Operation.DuringAPoll;
import dev.vedette.model.Operation.Fill;
import dev.vedette.model.Operation.PollOnce;
import dev.vedette.model.Operation.Read;
import dev.vedette.model.Operation.Register;
import dev.vedette.model.Operation.RegisterInBlockingMode;
import dev.vedette.model.Operation.Renew;
import dev.vedette.model.Operation.Reregister;
import dev.vedette.model.Operation.Reset;
import dev.vedette.model.Operation.ShutdownOutput;
import dev.vedette.model.Operation.Sweep;
import dev.vedette.model.Operation.Wake;
import dev.vedette.model.Operation.Write;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** The operations of a sequence and their frequencies. */
final class Operations {
    private static final int LONGEST_SEQUENCE = 60;

    private Operations() {}

    static Arbitrary<List<Operation>> sequences() {
        return operation()
                .list()
                .ofMinSize(1)
                .ofMaxSize(LONGEST_SEQUENCE)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<Operation> operation() {
        return Arbitraries.frequencyOf(
                Tuple.of(72, change()),
                Tuple.of(3, Arbitraries.of(Kind.class).map(Renew::new)),
                Tuple.of(18, Combinators.combine(timeouts(), capacities()).as(PollOnce::new)),
                Tuple.of(
                        3,
                        Combinators.combine(Arbitraries.integers().between(1, 4), booleans())
                                .as(Sweep::new)),
                Tuple.of(4, Combinators.combine(change(), booleans()).as(DuringAPoll::new)));
    }

    /** Operations that change one thing in the world. */
    private static Arbitrary<Operation> change() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        150,
                        Combinators.combine(ends(), salts(), interests(), triggers())
                                .as(Register::new)),
                Tuple.of(
                        120,
                        Combinators.combine(ends(), salts(), interests(), triggers())
                                .as(Reregister::new)),
                Tuple.of(60, ends().map(Deregister::new)),
                Tuple.of(10, ends().map(RegisterInBlockingMode::new)),
                Tuple.of(140, Combinators.combine(ends(), sizes()).as(Write::new)),
                Tuple.of(20, ends().map(Fill::new)),
                Tuple.of(40, Combinators.combine(ends(), sizes()).as(Read::new)),
                Tuple.of(80, ends().map(Drain::new)),
                Tuple.of(15, ends().map(ShutdownOutput::new)),
                Tuple.of(20, Combinators.combine(ends(), booleans()).as(Close::new)),
                Tuple.of(10, Combinators.combine(ends(), booleans()).as(Reset::new)),
                Tuple.of(60, Arbitraries.integers().between(0, World.WAKERS - 1).map(Wake::new)),
                Tuple.of(2, Arbitraries.just(new ClosePoll())));
    }

    private static Arbitrary<Place> ends() {
        return Arbitraries.of(Place.class);
    }

    private static Arbitrary<Boolean> booleans() {
        return Arbitraries.of(false, true);
    }

    /** The high bits of the tokens. The low bits are a counter. */
    private static Arbitrary<Long> salts() {
        return Arbitraries.of(0L, 1L << 32, Long.MIN_VALUE, -1L << 20);
    }

    private static Arbitrary<Interest> interests() {
        Interest readable = Interest.READABLE;
        Interest writable = Interest.WRITABLE;
        Interest priority = Interest.PRIORITY;
        return Arbitraries.frequency(
                Tuple.of(12, readable),
                Tuple.of(5, writable),
                Tuple.of(5, readable.plus(writable)),
                Tuple.of(2, Interest.NONE),
                Tuple.of(2, Interest.READ_CLOSED),
                Tuple.of(1, Interest.READ_CLOSED.plus(writable)),
                Tuple.of(1, priority),
                Tuple.of(1, priority.plus(readable)));
    }

    private static Arbitrary<Trigger> triggers() {
        return Arbitraries.of(Trigger.class);
    }

    private static Arbitrary<Integer> sizes() {
        return Arbitraries.integers().between(0, 64);
    }

    private static Arbitrary<Duration> timeouts() {
        return Arbitraries.frequency(
                Tuple.of(12, Duration.ZERO), Tuple.of(2, Duration.ofNanos(100_000)), Tuple.of(2, Duration.ofMillis(1)));
    }

    private static Arbitrary<Integer> capacities() {
        return Arbitraries.frequency(Tuple.of(8, 2 * World.PLACES), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3));
    }
}
