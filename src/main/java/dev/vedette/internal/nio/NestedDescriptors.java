package dev.vedette.internal.nio;

import dev.vedette.internal.DescriptorSet;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * All descriptors, which to the Selector are one channel. They share its turn; within it the kernel lets them
 * alternate.
 */
final class NestedDescriptors extends Turn {
    final DescriptorSet set;

    /** Whether a selection has reported it. Of the thread that opens it. */
    boolean isWatched;

    private NestedDescriptors(DescriptorSet set, int round) {
        super(round);
        this.set = set;
    }

    static NestedDescriptors open(Selector selector, int round) throws IOException {
        NestedDescriptors descriptors = new NestedDescriptors(DescriptorSet.open(), round);
        try {
            descriptors.set.channel().register(selector, SelectionKey.OP_READ, descriptors);
        } catch (IOException | RuntimeException e) {
            descriptors.set.close();
            throw e;
        }
        return descriptors;
    }
}
