package dev.vedette.model;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.Poll;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

@AddLifecycleHook(EpollModelTest.WhereThisJvmHasIt.class)
class EpollModelTest extends ModelProperty {
    EpollModelTest() {
        super(Backend.EPOLL);
    }

    static class WhereThisJvmHasIt implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            try (Poll poll = Poll.builder().backend(Backend.EPOLL).open();
                    DatagramChannel channel = DatagramChannel.open()) {
                channel.configureBlocking(false);
                poll.registry().register(channel, 1, Interest.READABLE);
                return SkipResult.doNotSkip();
            } catch (UnsupportedOperationException e) {
                // if the build expects the backend, every sequence fails with the reason
                return Boolean.getBoolean("vedette.expectEpoll")
                        ? SkipResult.doNotSkip()
                        : SkipResult.skip(e.getMessage());
            } catch (IOException e) {
                return SkipResult.doNotSkip();
            }
        }
    }
}
