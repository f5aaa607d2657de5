package dev.vedette.examples.lines;

/** A request that takes 300 ms and would stall a loop. */
final class Slow {
    private Slow() {}

    static String answer() {
        try {
            Thread.sleep(300);
            return "SLOW";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "INTERRUPTED";
        }
    }
}
