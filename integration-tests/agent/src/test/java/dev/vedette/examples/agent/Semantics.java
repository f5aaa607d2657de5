package dev.vedette.examples.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** Prints what selectors do in all kinds of situations. */
public final class Semantics {
    private static final Consumer<SelectionKey> NOTHING = key -> {};

    private Semantics() {}

    private interface Call {
        Object run() throws Exception;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        Selector selector = Selector.open();
        SelectionKey key = pipe.source().register(selector, SelectionKey.OP_READ);
        Pipe otherPipe = Pipe.open();
        otherPipe.source().configureBlocking(false);
        Selector other = Selector.open();
        otherPipe.source().register(other, SelectionKey.OP_READ);

        print("nothing ready", selector::selectNow);
        print("nothing ready, for a handler", () -> selector.selectNow(NOTHING));
        print("timeout", () -> selector.select(5));
        print("timeout, for a handler", () -> selector.select(NOTHING, 5));
        print("negative timeout", () -> selector.select(-1));
        print("no handler", () -> selector.select(null, 5));
        selector.wakeup();
        print("woken before", selector::select);
        print("the wake-up is used up", selector::selectNow);
        wakeSoon(selector);
        print("woken while waiting", selector::select);
        wakeSoon(selector);
        print("woken while waiting for a handler", () -> selector.select(NOTHING));
        Thread.currentThread().interrupt();
        print("interrupted before", () -> selector.select() + " " + Thread.interrupted());

        pipe.sink().write(ByteBuffer.allocate(1));
        print("ready", () -> selector.select() + " " + selector.selectedKeys().size());
        print(
                "still selected",
                () -> selector.select(5) + " " + selector.selectedKeys().size());
        selector.selectedKeys().clear();
        print(
                "ready again",
                () -> selector.selectNow() + " " + selector.selectedKeys().size());
        selector.selectedKeys().clear();
        print(
                "the handler is called",
                () -> selector.select(handled ->
                        System.out.print(handled == key && handled.isReadable() ? "with the key, " : "wrongly, ")));
        print("no key is selected", () -> selector.selectedKeys().size());
        print(
                "the handler throws",
                () -> selector.select(handled -> {
                    throw new IllegalArgumentException("thrown by the handler");
                }));
        print("after it has thrown", selector::selectNow);
        selector.selectedKeys().clear();
        print(
                "the handler selects again",
                () -> selector.select(handled -> {
                    print("inside", selector::selectNow);
                }));
        print(
                "the handler selects on another selector",
                () -> selector.select(handled -> print("inside", () -> {
                    otherPipe.sink().write(ByteBuffer.allocate(1));
                    return other.select(inner -> System.out.print("handled, "));
                })));
        print("the handler cancels the key", () -> selector.select(SelectionKey::cancel));
        print(
                "the key is gone",
                () -> selector.selectNow() + " " + selector.keys().size());

        pipe.source().register(selector, SelectionKey.OP_READ);
        print(
                "the handler closes the selector",
                () -> selector.select(handled -> print("closing", () -> {
                    selector.close();
                    return selector.isOpen();
                })));
        print("closed", selector::select);
        print("closed, for a handler", () -> selector.select(NOTHING));
        print("closed again", () -> {
            selector.close();
            return selector.isOpen();
        });
        Thread closer = new Thread(() -> {
            try {
                Thread.sleep(50);
                other.close();
            } catch (IOException | InterruptedException e) {
                e.printStackTrace();
            }
        });
        otherPipe.source().read(ByteBuffer.allocate(1));
        closer.start();
        print("closed while waiting", other::select);
        closer.join();
    }

    private static void wakeSoon(Selector selector) {
        Thread waker = new Thread(() -> {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            selector.wakeup();
        });
        waker.start();
    }

    private static void print(String situation, Call call) {
        Object result;
        try {
            result = call.run();
        } catch (Throwable e) {
            result = e;
        }
        System.out.println(situation + ": " + result);
    }
}
