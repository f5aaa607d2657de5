package dev.vedette.examples.https.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** TLS around another protocol, which starts when the handshake is complete. */
public final class Tls implements Protocol {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Function<SSLSession, Protocol> innerProtocol;
    private final Buffers buffers;

    /** The protocol inside; null during the handshake. */
    private Protocol inner;

    private Status innerStatus = Status.NEEDS_INPUT;
    private ByteBuffer plainIn;
    private ByteBuffer plainOut;

    /** Whether no more bytes arrive from the network. */
    private boolean inputEnded;

    /** Whether the protocol inside knows that no more bytes arrive. */
    private boolean innerInputEnded;

    private boolean shutDown;

    /** Whether the engine has refused the input. The only thing left to do is to send its alert. */
    private boolean failed;

    /** Takes an engine with all its settings, and what makes the protocol inside. */
    public Tls(SSLEngine engine, Function<SSLSession, Protocol> innerProtocol, Buffers buffers) throws SSLException {
        this.engine = engine;
        this.innerProtocol = innerProtocol;
        this.buffers = buffers;
        engine.beginHandshake();
    }

    @Override
    public Status proceed(ByteBuffer in, ByteBuffer out) throws IOException {
        try {
            while (!failed) {
                Status status = step(in, out);
                if (status != null) {
                    return status;
                }
            }
        } catch (SSLException e) {
            failed = true;
        } finally {
            plainIn = buffers.keep(plainIn);
            plainOut = buffers.keep(plainOut);
        }
        return sendAlert(out);
    }

    /**
     * Does one thing. Returns null if there may be more to do. The protocol inside answers what has arrived before the
     * next record is read: with TLS 1.2, a close_notify of the peer ends both directions.
     */
    private Status step(ByteBuffer in, ByteBuffer out) throws IOException {
        HandshakeStatus handshake = engine.getHandshakeStatus();
        if (handshake == HandshakeStatus.NEED_TASK) {
            return startsAgain() ? refuse() : Status.NEEDS_TASK;
        }
        if (handshake == HandshakeStatus.NEED_WRAP || inner != null && hasPlainOutput() || isClosing()) {
            if (out.remaining() < engine.getSession().getPacketBufferSize()) {
                return Status.NEEDS_ROOM;
            }
            if (wrap(out)) {
                return null;
            }
        }
        if (engine.isOutboundDone()) {
            return Status.FINISHED;
        }
        if (inner != null && proceedInside()) {
            return null;
        }
        if (innerStatus == Status.NEEDS_INPUT && in.hasRemaining() && unwrap(in)) {
            return null;
        }
        if (inner != null) {
            return endInside() ? null : innerStatus;
        }
        if (handshake == HandshakeStatus.NOT_HANDSHAKING && !shutDown) {
            inner = innerProtocol.apply(engine.getSession());
            return null;
        }
        return inputEnded || shutDown ? refuse() : Status.NEEDS_INPUT;
    }

    /** TLS 1.2 lets a client start another handshake at any time, which costs the server much more than the client. */
    private boolean startsAgain() {
        return inner != null && !engine.getSession().getProtocol().equals("TLSv1.3");
    }

    private Status refuse() {
        failed = true;
        engine.closeOutbound();
        return null;
    }

    private boolean hasPlainOutput() {
        return plainOut != null && plainOut.position() > 0;
    }

    private boolean isClosing() {
        return innerStatus == Status.FINISHED && !engine.isOutboundDone();
    }

    private boolean wrap(ByteBuffer out) throws SSLException {
        SSLEngineResult result;
        if (inner != null && hasPlainOutput()) {
            result = engine.wrap(plainOut.flip(), out);
            plainOut.compact();
        } else {
            if (isClosing()) {
                engine.closeOutbound();
            }
            result = engine.wrap(NOTHING, out);
        }
        return result.bytesProduced() > 0;
    }

    private boolean unwrap(ByteBuffer in) throws SSLException {
        plainIn = buffers.take(plainIn);
        SSLEngineResult result = engine.unwrap(in, plainIn);
        if (engine.isInboundDone()) {
            in.position(in.limit());
            inputEnded = true;
        }
        return result.bytesConsumed() > 0;
    }

    /** Returns whether anything has changed. */
    private boolean proceedInside() throws IOException {
        if (shutDown) {
            inner.shutDown();
        }
        plainIn = buffers.take(plainIn);
        plainOut = buffers.take(plainOut);
        int inBefore = plainIn.position();
        int outBefore = plainOut.position();
        Status statusBefore = innerStatus;
        innerStatus = inner.proceed(plainIn.flip(), plainOut);
        plainIn.compact();
        return plainIn.position() != inBefore || plainOut.position() != outBefore || innerStatus != statusBefore;
    }

    /** Returns whether the protocol inside has been told now that no more bytes arrive. */
    private boolean endInside() {
        if (!inputEnded || innerInputEnded) {
            return false;
        }
        innerInputEnded = true;
        inner.inputEnded();
        return true;
    }

    private Status sendAlert(ByteBuffer out) {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                if (out.remaining() < engine.getSession().getPacketBufferSize()) {
                    return Status.NEEDS_ROOM;
                }
                if (engine.wrap(NOTHING, out).bytesProduced() == 0) {
                    break;
                }
            }
        } catch (SSLException e) {
            // the engine has no alert for this failure
        }
        return Status.FINISHED;
    }

    @Override
    public Runnable task() {
        Runnable first = engine.getDelegatedTask();
        if (first == null) {
            return inner.task();
        }
        return () -> {
            for (Runnable task = first; task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        };
    }

    /**
     * The bytes that have arrived may hold complete records, so the protocol inside is told when those are consumed.
     */
    @Override
    public void inputEnded() {
        inputEnded = true;
    }

    @Override
    public void shutDown() {
        shutDown = true;
    }

    @Override
    public Phase phase() {
        return inner == null ? Phase.HEAD : inner.phase();
    }

    @Override
    public long exchanges() {
        return inner == null ? 0 : inner.exchanges();
    }

    @Override
    public void close() {
        if (inner != null) {
            inner.close();
        }
        buffers.release(plainIn);
        buffers.release(plainOut);
        plainIn = null;
        plainOut = null;
    }
}
