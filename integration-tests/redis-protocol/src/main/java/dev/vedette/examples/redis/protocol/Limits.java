package dev.vedette.examples.redis.protocol;

/**
 * The limits of a single request. A request that exceeds a limit gets a protocol error, and its session ends.
 *
 * <p>Memory is allocated as bytes arrive, never because a length was announced. The limits bound the memory of a
 * session whose client really sends the announced bytes.
 *
 * @param inlineBytes the maximum length of an inline request, and of a line that contains a length, in bytes
 * @param bulkBytes the maximum length of an argument, in bytes
 * @param arguments the maximum number of arguments of one request, including the name of the command
 * @param requestBytes the maximum memory of all arguments of one request together, in bytes
 */
public record Limits(int inlineBytes, int bulkBytes, int arguments, int requestBytes) {
    /** The maximum length of an argument in the protocol, in bytes: 512 MiB. */
    public static final int MAX_BULK_BYTES = 512 * 1024 * 1024;

    /**
     * Limits of 64 KiB for an inline request, 512 KiB for an argument, 1,048,576 arguments, and 64 MiB for a whole
     * request.
     */
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
