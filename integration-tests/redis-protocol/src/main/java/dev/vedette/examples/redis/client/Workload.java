package dev.vedette.examples.redis.client;

/** The request that a connection of a {@link LoadClient} repeats. */
public enum Workload {
    PING {
        @Override
        Exchange exchange(String key) {
            return Exchange.ping();
        }
    },
    SET {
        @Override
        Exchange exchange(String key) {
            return Exchange.set(key, VALUE);
        }
    },
    GET {
        @Override
        Exchange exchange(String key) {
            return Exchange.get(key, VALUE);
        }
    };

    private static final String VALUE = "0123456789abcdef";

    /** Returns an exchange that must be made once, before the others. */
    Exchange preparation(String key) {
        return Exchange.set(key, VALUE);
    }

    abstract Exchange exchange(String key);
}
