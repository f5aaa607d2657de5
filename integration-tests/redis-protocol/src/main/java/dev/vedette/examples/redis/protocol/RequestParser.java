package dev.vedette.examples.redis.protocol;

import java.nio.ByteBuffer;

/**
 * Takes requests out of a stream of bytes that may be cut anywhere: arrays of bulk strings, as clients send them, and
 * inline requests, as people type them.
 *
 * <p>Between two calls it holds what has arrived of an unfinished request, and nothing if there is none.
 */
final class RequestParser {
    /** What the next byte belongs to. */
    private enum State {
        REQUEST,
        INLINE,
        ARGUMENT_COUNT,
        BULK,
        BULK_LENGTH,
        ARGUMENT,
        ARGUMENT_END,
        /** The next request, once somebody asks for it. */
        COMPLETE
    }

    /** What an argument costs beside its bytes: the header of its array, alignment, and the reference to it. */
    private static final int ARGUMENT_OVERHEAD_BYTES = 32;

    private final Limits limits;
    private final Request request = new Request();
    private final LengthLine line = new LengthLine();
    private final Accumulator accumulator = new Accumulator();

    private State state = State.REQUEST;
    private int argumentsToCome; // of the request being parsed
    private int endBytesToCome; // of the line end behind an argument
    private long requestBytes; // what the arguments parsed so far and the one being parsed cost together

    RequestParser(Limits limits) {
        this.limits = limits;
    }

    /** The request that {@link #parse} has just completed, valid until it is called again. */
    Request request() {
        return request;
    }

    /**
     * Takes bytes until a request is complete.
     *
     * @return whether a request is complete; if not, all bytes have been taken
     * @throws ProtocolException if the bytes are no request or exceed a limit; the stream is of no use from here on
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
            argumentsToCome = (int) line.number();
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
            throw new ProtocolException("too big request"); // Redis closes such a connection without a word
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
            argumentsToCome--;
            endBytesToCome = 2;
            state = State.ARGUMENT_END;
        }
    }

    /** Like Redis, takes the two bytes behind an argument for a line end without looking at them. */
    private void takeArgumentEnd(ByteBuffer input) {
        int skipped = Math.min(endBytesToCome, input.remaining());
        input.position(input.position() + skipped);
        endBytesToCome -= skipped;
        if (endBytesToCome == 0) {
            state = argumentsToCome > 0 ? State.BULK : State.COMPLETE;
        }
    }
}
