package dev.vedette.examples.agent;

/** A Kafka broker and a ZooKeeper server in one JVM, each with clients. Prints a line for each, and exits. */
public final class Brokers {
    private Brokers() {}

    /** Runs both. */
    public static void main(String[] arguments) {
        try {
            KafkaBroker.serve();
            System.out.println("Kafka has served its clients");
            ZooKeeperNode.serve();
            System.out.println("ZooKeeper has served its clients");
            System.exit(0); // not all threads end
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
