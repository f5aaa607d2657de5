package dev.vedette.internal.nio;

import dev.vedette.internal.DescriptorSet;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** All descriptors, which to the Selector are one channel. The kernel lets them alternate. */
final class NestedDescriptors {
    final DescriptorSet set;

    /** Whether a selection has reported it. Of the thread that opens it. */
    boolean isWatched;

    private NestedDescriptors(DescriptorSet set) {
        this.set = set;
    }

    static NestedDescriptors open(Selector selector) throws IOException {
        NestedDescriptors descriptors = new NestedDescriptors(DescriptorSet.open());
        try {
            descriptors.set.channel().register(selector, SelectionKey.OP_READ, descriptors);
        } catch (IOException | RuntimeException e) {
            descriptors.set.close();
            throw e;
        }
        return descriptors;
    }
}
