package dev.vedette.examples.redis.client;

/** What a connection of a {@link LoadClient} asks for, again and again. */
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

    /** What has to be exchanged once before. */
    Exchange preparation(String key) {
        return Exchange.set(key, VALUE);
    }

    abstract Exchange exchange(String key);
}
