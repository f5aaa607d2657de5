package dev.vedette.examples.redis.protocol;

/**
 * What a single request may ask for. A request that goes beyond a limit gets a protocol error, and its session ends.
 *
 * <p>Memory is taken as bytes arrive, never because a length was announced; the limits bound what a client that does
 * send its bytes can make a session hold.
 *
 * @param inlineBytes the longest inline request and the longest line with a length, in bytes
 * @param bulkBytes the longest argument, in bytes
 * @param arguments the most arguments of one request, its command's name among them
 * @param requestBytes the most memory that the arguments of one request may take together, in bytes
 */
public record Limits(int inlineBytes, int bulkBytes, int arguments, int requestBytes) {
    /** The longest argument that the protocol itself knows, in bytes: 512 MiB. */
    public static final int MAX_BULK_BYTES = 512 * 1024 * 1024;

    /** Inline requests of 64 KiB, arguments of 512 KiB, 1,048,576 of them, 64 MiB for a whole request. */
    public static final Limits DEFAULT = new Limits(64 * 1024, 512 * 1024, 1024 * 1024, 64 * 1024 * 1024);

    public Limits {
        requirePositive("inlineBytes", inlineBytes);
        requirePositive("bulkBytes", bulkBytes);
        requirePositive("arguments", arguments);
        requirePositive("requestBytes", requestBytes);
        if (bulkBytes > MAX_BULK_BYTES) {
            throw new IllegalArgumentException("bulkBytes " + bulkBytes + " exceeds " + MAX_BULK_BYTES);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
