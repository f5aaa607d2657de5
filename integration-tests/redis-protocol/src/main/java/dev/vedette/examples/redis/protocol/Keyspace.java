package dev.vedette.examples.redis.protocol;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys and values that all sessions of a server share.
 *
 * <p>Safe for use by any number of threads: every method is one atomic step, and nothing is atomic beyond a single key.
 * Keys and values belong to the keyspace from the moment they are given to it; nobody changes their bytes, so that a
 * value can be handed out without a copy and stays what it was while it travels to a client.
 */
public final class Keyspace {
    private final ConcurrentHashMap<Key, byte[]> values = new ConcurrentHashMap<>();

    /** Returns how many keys there are. */
    public long size() {
        return values.mappingCount();
    }

    /** Returns the value, or null, which RESP2 has a reply for, too. */
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

    /** Adds one to the number that the value spells, a key without a value counting as zero. */
    long increment(byte[] key) throws CommandException {
        Key counter = new Key(key);
        while (true) {
            byte[] current = values.get(counter);
            long next = current == null ? 1 : successor(current);
            byte[] value = Decimal.format(next);
            // Arrays are equal only to themselves, which makes replace() a compare-and-set.
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
