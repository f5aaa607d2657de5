package dev.vedette.examples.redis.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A request and the expected reply, both encoded.
 *
 * @param request the bytes that the client sends
 * @param reply the bytes that the server must send back
 */
public record Exchange(byte[] request, byte[] reply) {
    public static Exchange ping() {
        return of(request("PING"), "+PONG\r\n");
    }

    public static Exchange set(String key, String value) {
        return of(request("SET", key, value), "+OK\r\n");
    }

    /** Returns an exchange that reads the value written by {@link #set} with the same arguments. */
    public static Exchange get(String key, String value) {
        return of(request("GET", key), bulk(value));
    }

    /** Returns this exchange repeated several times, for pipelining. */
    public Exchange pipelined(int times) {
        return new Exchange(repeat(request, times), repeat(reply, times));
    }

    private static Exchange of(String request, String reply) {
        return new Exchange(request.getBytes(ISO_8859_1), reply.getBytes(ISO_8859_1));
    }

    private static String request(String... arguments) {
        StringBuilder encoded = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            encoded.append(bulk(argument));
        }
        return encoded.toString();
    }

    private static String bulk(String value) {
        return "$" + value.length() + "\r\n" + value + "\r\n";
    }

    private static byte[] repeat(byte[] bytes, int times) {
        byte[] repeated = new byte[Math.multiplyExact(bytes.length, times)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, repeated, i * bytes.length, bytes.length);
        }
        return repeated;
    }
}
