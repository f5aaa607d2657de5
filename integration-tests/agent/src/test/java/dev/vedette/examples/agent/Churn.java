package dev.vedette.examples.agent;

import java.io.File;
import java.lang.ref.WeakReference;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Opens and closes many selectors, and prints by how much the program has grown. */
public final class Churn {
    private static final int ROUNDS = 20_000;
    private static final int WARM_UP = 2_000;
    private static final int DROPPED = 100;

    private Churn() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        openAndClose(WARM_UP);
        int threads = Thread.activeCount();
        int descriptors = descriptors();
        long heap = heap();
        openAndClose(ROUNDS);
        System.out.println("threads " + (Thread.activeCount() - threads));
        System.out.println("descriptors " + (descriptors() - descriptors));
        System.out.println("bytes a selector " + Math.max(0, heap() - heap) / ROUNDS);
        System.out.println("kept alive " + keptAlive());
    }

    private static void openAndClose(int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            try (Selector selector = Selector.open()) {
                selector.selectNow();
            }
        }
    }

    /** Selectors that are let go of without being closed. Their descriptors are lost, as they are without the agent. */
    private static long keptAlive() throws Exception {
        List<WeakReference<Selector>> dropped = new ArrayList<>();
        for (int i = 0; i < DROPPED; i++) {
            Selector selector = Selector.open();
            selector.selectNow();
            dropped.add(new WeakReference<>(selector));
        }
        for (int i = 0; i < 50 && count(dropped) > 0; i++) {
            System.gc();
            Thread.sleep(20);
        }
        return count(dropped);
    }

    private static long count(List<WeakReference<Selector>> references) {
        return references.stream()
                .filter(reference -> !reference.refersTo(null))
                .count();
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
