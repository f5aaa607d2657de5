package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A keyword of the protocol, which clients may write in upper or lower case. */
final class Name {
    private static final int LOWER_CASE = 0x20; // the bit that distinguishes 'a' from 'A'

    private final String text;
    private final byte[] letters;

    /** Creates a keyword. The text must consist of lower-case letters. */
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
