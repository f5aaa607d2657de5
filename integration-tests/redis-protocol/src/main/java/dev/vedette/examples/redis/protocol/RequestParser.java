package dev.vedette.examples.redis.protocol;

import java.nio.ByteBuffer;

/**
 * Parses requests in a stream of bytes, which may be cut anywhere. A request is an array of bulk strings, as sent by
 * clients, or an inline request, as typed by people.
 *
 * <p>Between two calls the parser holds only the received part of an incomplete request.
 */
final class RequestParser {
    /** The part of a request to which the next byte belongs. */
    private enum State {
        REQUEST,
        INLINE,
        ARGUMENT_COUNT,
        BULK,
        BULK_LENGTH,
        ARGUMENT,
        ARGUMENT_END,
        /** The next request; the current one is complete. */
        COMPLETE
    }

    /**
     * The memory of an argument in addition to its bytes: the header of its array, alignment, and the reference to it.
     */
    private static final int ARGUMENT_OVERHEAD_BYTES = 32;

    private final Limits limits;
    private final Request request = new Request();
    private final LengthLine line = new LengthLine();
    private final Accumulator accumulator = new Accumulator();

    private State state = State.REQUEST;
    private int argumentsLeft; // of the request being parsed
    private int endBytesLeft; // of the line end after an argument
    private long requestBytes; // the memory of the arguments so far, including the one being parsed

    RequestParser(Limits limits) {
        this.limits = limits;
    }

    /** Returns the request that {@link #parse} has completed. It is valid until {@code parse} is called again. */
    Request request() {
        return request;
    }

    /**
     * Consumes bytes until a request is complete.
     *
     * @return whether a request is complete; if not, all bytes have been consumed
     * @throws ProtocolException if the bytes are not a request or exceed a limit; the rest of the stream cannot be
     *     parsed
     */
    boolean parse(ByteBuffer input) throws ProtocolException {
        if (state == State.COMPLETE) {
            request.clear();
            state = State.REQUEST;
        }
        while (state != State.COMPLETE && input.hasRemaining()) {
            switch (state) {
                case REQUEST -> beginRequest(input);
                case INLINE -> takeInline(input);
                case ARGUMENT_COUNT -> takeArgumentCount(input);
                case BULK -> beginBulk(input);
                case BULK_LENGTH -> takeBulkLength(input);
                case ARGUMENT -> takeArgument(input);
                case ARGUMENT_END -> takeArgumentEnd(input);
                case COMPLETE -> throw new AssertionError(state);
            }
        }
        return state == State.COMPLETE;
    }

    private void beginRequest(ByteBuffer input) {
        if (input.get(input.position()) == '*') {
            input.get();
            line.clear();
            state = State.ARGUMENT_COUNT;
        } else {
            accumulator.begin(limits.inlineBytes());
            state = State.INLINE;
        }
    }

    private void takeInline(ByteBuffer input) throws ProtocolException {
        int length = lengthToLineFeed(input);
        if (length > accumulator.room()) {
            throw new ProtocolException("too big inline request");
        }
        accumulator.add(input, length);
        if (input.hasRemaining()) {
            input.get(); // the line feed
            InlineRequest.split(accumulator.take(), request);
            state = request.size() > 0 ? State.COMPLETE : State.REQUEST; // a blank line has no reply
        }
    }

    private static int lengthToLineFeed(ByteBuffer input) {
        int index = input.position();
        while (index < input.limit() && input.get(index) != '\n') {
            index++;
        }
        return index - input.position();
    }

    private void takeArgumentCount(ByteBuffer input) throws ProtocolException {
        if (!takeLine(input, "too big mbulk count string")) {
            return;
        }
        if (!line.isNumber() || line.number() > limits.arguments()) {
            throw new ProtocolException("invalid multibulk length");
        }
        if (line.number() <= 0) {
            state = State.REQUEST; // an empty request has no reply
        } else {
            argumentsLeft = (int) line.number();
            requestBytes = 0;
            state = State.BULK;
        }
    }

    private void beginBulk(ByteBuffer input) throws ProtocolException {
        byte marker = input.get();
        if (marker != '$') {
            throw new ProtocolException("expected '$', got '" + (char) (marker & 0xff) + "'");
        }
        line.clear();
        state = State.BULK_LENGTH;
    }

    private void takeBulkLength(ByteBuffer input) throws ProtocolException {
        if (!takeLine(input, "too big bulk count string")) {
            return;
        }
        if (!line.isNumber() || line.number() < 0 || line.number() > limits.bulkBytes()) {
            throw new ProtocolException("invalid bulk length");
        }
        int length = (int) line.number();
        requestBytes += length + ARGUMENT_OVERHEAD_BYTES;
        if (requestBytes > limits.requestBytes()) {
            throw new ProtocolException("too big request"); // Redis closes such a connection without a reply
        }
        accumulator.begin(length);
        state = State.ARGUMENT;
    }

    private boolean takeLine(ByteBuffer input, String tooBig) throws ProtocolException {
        boolean complete = line.take(input);
        if (line.length() > limits.inlineBytes()) {
            throw new ProtocolException(tooBig);
        }
        return complete;
    }

    private void takeArgument(ByteBuffer input) {
        accumulator.add(input, Math.min(accumulator.room(), input.remaining()));
        if (accumulator.room() == 0) {
            request.add(accumulator.take());
            argumentsLeft--;
            endBytesLeft = 2;
            state = State.ARGUMENT_END;
        }
    }

    /** Skips the two bytes after an argument. Like Redis, assumes that they are a line end, and does not check them. */
    private void takeArgumentEnd(ByteBuffer input) {
        int skipped = Math.min(endBytesLeft, input.remaining());
        input.position(input.position() + skipped);
        endBytesLeft -= skipped;
        if (endBytesLeft == 0) {
            state = argumentsLeft > 0 ? State.BULK : State.COMPLETE;
        }
    }
}
