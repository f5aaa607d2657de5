package dev.vedette.examples.redis.protocol;

import java.util.Arrays;

/**
 * A byte array as the key of a map.
 *
 * <p>Keys are comparable because {@link java.util.concurrent.ConcurrentHashMap} then stores keys with the same hash
 * code in a tree instead of a list. A client cannot slow down the server with such keys.
 */
final class Key implements Comparable<Key> {
    private final byte[] bytes;
    private final int hash;

    Key(byte[] bytes) {
        this.bytes = bytes;
        hash = Arrays.hashCode(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }
}
