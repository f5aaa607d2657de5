package dev.vedette.examples.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.examples.loop.Connection;
import dev.vedette.examples.loop.Deadlines.Deadline;
import dev.vedette.examples.loop.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executor;

/**
 * Answers every line with the line in upper case. The answer to {@code slow} takes a while and comes from an executor;
 * {@code who} names the thread of the loop; {@code fail} is a defect of the program.
 *
 * <p>The connection waits for one thing at a time. If answers are left, it waits for room and reads no requests, so a
 * client that does not read is not read from either. While an executor works for it, it is paused.
 */
final class LineConnection extends Connection {
    private static final int LONGEST_LINE = 1024;

    private final Executor executor;
    private final Duration idleLimit;
    private final Deadline idle;
    private final ByteBuffer requests = ByteBuffer.allocate(8 * LONGEST_LINE);
    private final ByteBuffer answers = ByteBuffer.allocate(8 * LONGEST_LINE);

    /** Whether an executor works on a request. */
    private boolean away;

    /** Whether no more requests are read. */
    private boolean ending;

    LineConnection(Loop loop, SocketChannel channel, Executor executor, Duration idleLimit) {
        super(loop, channel);
        this.executor = executor;
        this.idleLimit = idleLimit;
        idle = loop.deadline(this::end);
    }

    @Override
    public void open(long newToken) throws IOException {
        super.open(newToken);
        loop.schedule(idle, idleLimit);
    }

    @Override
    public void onReady(Event event) throws IOException {
        if (away) {
            if (event.isError() || event.isWriteClosed()) { // reported during a pause too
                end();
            }
            return;
        }
        loop.schedule(idle, idleLimit);
        if (write() && !ending) {
            ending = channel.read(requests) == -1;
        }
        proceed();
    }

    /** Answers what has been read, as far as there is room, and waits for what is missing. */
    private void proceed() throws IOException {
        boolean answered;
        boolean written;
        do {
            answered = false;
            while (!away && answers.remaining() > LONGEST_LINE && answerOne()) {
                answered = true;
            }
            written = write();
        } while (answered && written && !away);
        if (written && ending && !away) {
            end();
        } else {
            await(away ? Interest.NONE : written ? Interest.READABLE : Interest.WRITABLE);
        }
    }

    /** Writes the answers; false if some are left. */
    private boolean write() throws IOException {
        channel.write(answers.flip());
        return answers.compact().position() == 0;
    }

    /** Takes the next line and answers it, or lets the executor do so; false if there is no whole line. */
    private boolean answerOne() throws IOException {
        int end = 0;
        while (end < requests.position() && requests.get(end) != '\n') {
            end++;
        }
        if (end >= LONGEST_LINE) {
            throw new IOException("a line is longer than " + LONGEST_LINE);
        }
        if (end == requests.position()) {
            return false;
        }
        String line = new String(requests.array(), 0, end, ISO_8859_1);
        requests.flip().position(end + 1);
        requests.compact();
        switch (line) {
            case "slow" -> {
                away = true;
                executor.execute(() -> {
                    String answer = Slow.answer();
                    resume(() -> comeBack(answer));
                });
            }
            case "who" -> answer(Thread.currentThread().getName());
            case "fail" -> throw new IllegalStateException("a defect");
            default -> answer(line.toUpperCase(Locale.ROOT));
        }
        return true;
    }

    private void comeBack(String answer) throws IOException {
        away = false;
        loop.schedule(idle, idleLimit);
        answer(answer);
        proceed();
    }

    private void answer(String text) {
        answers.put((text + "\n").getBytes(ISO_8859_1));
    }

    /** Answers what has been read, and nothing that comes from now on. */
    @Override
    public void onShutdown() throws IOException {
        ending = true;
        if (!away) {
            proceed();
        }
    }

    @Override
    public void close() throws IOException {
        loop.cancel(idle);
        super.close();
    }
}
