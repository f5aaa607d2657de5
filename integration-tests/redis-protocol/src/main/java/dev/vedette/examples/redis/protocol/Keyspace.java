package dev.vedette.examples.redis.protocol;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys and values that all sessions of a server share.
 *
 * <p>This class is safe for use by multiple threads. Every method is atomic, and uses a single key. Keys and values
 * belong to the keyspace once they have been passed to it. Their bytes never change afterwards, so that a value can be
 * returned without a copy and sent to a client later.
 */
public final class Keyspace {
    private final ConcurrentHashMap<Key, byte[]> values = new ConcurrentHashMap<>();

    /** Returns the number of keys. */
    public long size() {
        return values.mappingCount();
    }

    /** Returns the value of a key, or null if there is none. RESP2 has a reply for null. */
    byte[] get(byte[] key) {
        return values.get(new Key(key));
    }

    void set(byte[] key, byte[] value) {
        values.put(new Key(key), value);
    }

    boolean remove(byte[] key) {
        return values.remove(new Key(key)) != null;
    }

    boolean contains(byte[] key) {
        return values.containsKey(new Key(key));
    }

    /** Adds one to the number in the value of a key, and returns the result. A key without a value counts as zero. */
    long increment(byte[] key) throws CommandException {
        Key counter = new Key(key);
        while (true) {
            byte[] current = values.get(counter);
            long next = current == null ? 1 : successor(current);
            byte[] value = Decimal.format(next);
            // An array is equal only to itself, so replace() is a compare-and-set.
            if (current == null
                    ? values.putIfAbsent(counter, value) == null
                    : values.replace(counter, current, value)) {
                return next;
            }
        }
    }

    private static long successor(byte[] text) throws CommandException {
        Decimal number = Decimal.of(text);
        if (!number.isValid()) {
            throw new CommandException("value is not an integer or out of range");
        }
        if (number.value() == Long.MAX_VALUE) {
            throw new CommandException("increment or decrement would overflow");
        }
        return number.value() + 1;
    }
}
