package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A word of the protocol's vocabulary, spelt by clients in upper and lower case as they please. */
final class Name {
    private static final int LOWER_CASE = 0x20; // the bit that tells 'a' from 'A'

    private final String text;
    private final byte[] letters;

    /** A word of lower-case letters only. */
    Name(String text) {
        this.text = text;
        letters = text.getBytes(ISO_8859_1);
    }

    boolean matches(byte[] spelling) {
        if (spelling.length != letters.length) {
            return false;
        }
        for (int i = 0; i < letters.length; i++) {
            if ((spelling[i] | LOWER_CASE) != letters[i]) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes() {
        return letters;
    }

    @Override
    public String toString() {
        return text;
    }
}
