package dev.vedette.examples.redis.protocol;

import java.util.Arrays;

/**
 * Bytes as a key of a map.
 *
 * <p>Comparable for the sake of {@link java.util.concurrent.ConcurrentHashMap}: whoever floods a server with keys of
 * one hash code gets a tree of them, not a list.
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
