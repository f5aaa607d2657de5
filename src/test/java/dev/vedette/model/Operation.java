package dev.vedette.model;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import java.time.Duration;

/** A step of a sequence. It is possible in every state; wrong use must be refused. */
sealed interface Operation {
    /** Takes the step in the world and in the model. */
    void run(World world) throws Exception;

    // ---- registrations

    record Register(Place end, long salt, Interest interest, Trigger trigger) implements Operation {
        @Override
        public void run(World world) {
            world.register(world.end(end), salt, interest, trigger);
        }
    }

    record Reregister(Place end, long salt, Interest interest, Trigger trigger) implements Operation {
        @Override
        public void run(World world) {
            world.reregister(world.end(end), salt, interest, trigger);
        }
    }

    record Deregister(Place end) implements Operation {
        @Override
        public void run(World world) {
            world.deregister(world.end(end));
        }
    }

    record RegisterInBlockingMode(Place end) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.registerBlocking(world.end(end));
        }
    }

    // ---- channels

    /** Writes no bytes: an empty datagram, or nothing. */
    record Write(Place end, int size) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.end(end).write(size);
        }
    }

    record Fill(Place end) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.end(end).fill();
        }
    }

    record Read(Place end, int size) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.end(end).read(size);
        }
    }

    record Drain(Place end) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.end(end).drain();
        }
    }

    record ShutdownOutput(Place end) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.end(end).shutdownOutput();
        }
    }

    record Close(Place end, boolean byRegistry) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.close(world.end(end), byRegistry);
        }
    }

    record Reset(Place end, boolean byRegistry) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.end(end).abortOnClose();
            world.close(world.end(end), byRegistry);
        }
    }

    record Renew(Kind kind) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.renew(kind);
        }
    }

    // ---- wakes and polls

    record Wake(int waker) implements Operation {
        @Override
        public void run(World world) {
            world.wake(waker);
        }
    }

    record PollOnce(Duration timeout, int capacity) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.poll(timeout, capacity);
        }
    }

    record Sweep(int capacity, boolean waking) implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.sweep(capacity, waking);
        }
    }

    /**
     * An operation of another thread during a poll without a possible event, which it ends. If an event is possible,
     * the operation and the poll follow each other.
     */
    record DuringAPoll(Operation operation, boolean asleep) implements Operation {
        @Override
        public void run(World world) throws Exception {
            if (world.isOpen() && !world.model().anythingPossible()) {
                world.pollDuring(() -> operation.run(world), asleep);
            } else {
                operation.run(world);
                world.poll(Duration.ZERO, 2 * World.PLACES);
            }
        }
    }

    record ClosePoll() implements Operation {
        @Override
        public void run(World world) throws Exception {
            world.closePoll();
        }
    }
}
