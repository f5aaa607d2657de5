package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Capacities that are smaller than the number of ready sources: no source starves. */
abstract class CapacityContract extends Conformance {
    /** The number of ready sources. */
    private static final int READY = 20;

    private Watch narrow(int capacity) {
        return new Watch(poll, capacity, hasHints());
    }

    private void registerManyReady(Trigger trigger) throws IOException {
        for (int token = 0; token < READY; token++) {
            registerReady(token, trigger);
        }
    }

    /** Counts the events of each token over a number of polls. */
    private static Map<Long, Integer> count(Watch narrow, int polls) throws IOException {
        Map<Long, Integer> counts = new HashMap<>();
        for (int i = 0; i < polls; i++) {
            List<Seen> seen = narrow.poll(PATIENCE);
            assertThat(seen).isNotEmpty();
            seen.forEach(event -> counts.merge(event.token(), 1, Integer::sum));
        }
        return counts;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 19, 20, 21})
    void aPollReturnsAtMostItsCapacityAndEverySourceGetsItsTurn(int capacity) throws Exception {
        registerManyReady(Trigger.LEVEL);
        Watch narrow = narrow(capacity);
        assertThat(narrow.poll(PATIENCE)).hasSize(Math.min(capacity, READY));
        int pollsOfARound = (READY + capacity - 1) / capacity;
        Map<Long, Integer> counts = count(narrow, 2 * pollsOfARound + 2);
        assertThat(counts).hasSize(READY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void turnsAreSharedEvenlyInTheLongRun(int capacity) throws Exception {
        registerManyReady(Trigger.LEVEL);
        int fairShare = 30;
        Map<Long, Integer> counts = count(narrow(capacity), READY * fairShare / capacity);
        assertThat(counts).hasSize(READY);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(fairShare / 2, fairShare * 2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Trigger.class,
            names = {"EDGE", "ONESHOT"})
    void eventsThatDoNotFitComeOnceWithTheNextPoll(Trigger trigger) throws Exception {
        assume(trigger);
        registerManyReady(trigger);
        Watch narrow = narrow(3);
        List<Long> tokens = new ArrayList<>();
        while (tokens.size() < READY) {
            List<Seen> seen = narrow.poll(PATIENCE);
            assertThat(seen).isNotEmpty();
            seen.forEach(event -> tokens.add(event.token()));
        }
        assertThat(tokens).doesNotHaveDuplicates();
        narrow.assertNone();
    }

    /** A server that rearms every connection after serving it works in this way. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void oneshotsThatAreRearmedAtOnceDoNotStarveTheOthers(int capacity) throws Exception {
        assertFairWhileReregistering(Trigger.ONESHOT, capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void levelRegistrationsThatAreChangedAtOnceDoNotStarveTheOthers(int capacity) throws Exception {
        assertFairWhileReregistering(Trigger.LEVEL, capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void sourcesThatAreRegisteredAgainAtOnceDoNotStarveTheOthers(int capacity) throws Exception {
        assertFair(Trigger.LEVEL, capacity, (channel, token) -> {
            registry.deregister(channel);
            registry.register(channel, token, Interest.WRITABLE);
        });
    }

    private void assertFairWhileReregistering(Trigger trigger, int capacity) throws Exception {
        assertFair(
                trigger, capacity, (channel, token) -> registry.reregister(channel, token, Interest.WRITABLE, trigger));
    }

    /** The program's reaction to an event of a channel. */
    private interface Handler {
        void handle(DatagramChannel channel, long token) throws IOException;
    }

    private void assertFair(Trigger trigger, int capacity, Handler handler) throws Exception {
        List<DatagramChannel> channels = new ArrayList<>();
        for (int token = 0; token < 6; token++) {
            channels.add(registerReady(token, trigger));
        }
        Watch narrow = narrow(capacity);
        int[] counts = new int[6];
        for (int i = 0; i < 120 / capacity; i++) {
            for (Seen seen : narrow.poll(PATIENCE)) {
                int token = (int) seen.token();
                counts[token]++;
                handler.handle(channels.get(token), token);
            }
        }
        assertThat(Arrays.stream(counts).min().orElseThrow())
                .as("turns of the six sources: %s", Arrays.toString(counts))
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void aLateSourceGetsItsTurnAmongSourcesThatAreAlwaysReady() throws Exception {
        registerManyReady(Trigger.LEVEL);
        Watch narrow = narrow(1);
        count(narrow, READY + READY / 2);
        registerReady(100, Trigger.LEVEL);
        assertThat(count(narrow, 3 * READY)).containsKey(100L);
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 101, Interest.READABLE);
        count(narrow, READY / 2);
        write(pair.far(), "now");
        assertThat(count(narrow, 3 * READY)).containsKey(101L);
    }

    @Test
    void capacitiesMayChangeFromPollToPoll() throws Exception {
        registerManyReady(Trigger.LEVEL);
        for (int capacity : new int[] {1, 64, 3, 20, 1000, 2}) {
            Set<Long> tokens = new HashSet<>();
            for (Seen seen : narrow(capacity).poll(PATIENCE)) {
                assertThat(tokens.add(seen.token())).as("once per poll").isTrue();
            }
            assertThat(tokens).hasSize(Math.min(capacity, READY));
        }
    }

    @Test
    void aFullPollIsFollowedByTheRemainingEventsAndThenByNone() throws Exception {
        StreamPair first = tcpPair();
        StreamPair second = tcpPair();
        registry.register(first.near(), 1, Interest.READABLE);
        registry.register(second.near(), 2, Interest.READABLE);
        write(first.far(), "!");
        write(second.far(), "!");
        Watch narrow = narrow(1);
        Set<Long> tokens = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            long token = narrow.poll(PATIENCE).get(0).token();
            tokens.add(token);
            read(token == 1 ? first.near() : second.near());
        }
        assertThat(tokens).containsExactlyInAnyOrder(1L, 2L);
        narrow.assertNone();
    }

    // ---- wakers

    @Test
    void wakesThatDoNotFitComeOnceWithTheNextPoll() throws Exception {
        for (int token = 0; token < 10; token++) {
            registry.waker(token).wake();
        }
        Watch narrow = narrow(3);
        List<Long> tokens = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Seen> seen = narrow.poll(PATIENCE);
            assertThat(seen).hasSize(i < 3 ? 3 : 1);
            seen.forEach(event -> tokens.add(event.token()));
        }
        assertThat(tokens).doesNotHaveDuplicates().hasSize(10);
        narrow.assertNone();
    }

    /** Of the wakes that the last poll finds, the first had no room in the poll before it. */
    @Test
    void aWakeComesWithTheNextPollThatHasRoomEvenIfOthersWaitBeforeIt() throws Exception {
        Waker first = registry.waker(1);
        Waker second = registry.waker(2);
        Waker third = registry.waker(3);
        first.wake();
        second.wake();
        assertThat(narrow(1).poll(PATIENCE)).extracting(Seen::token).containsExactly(1L);
        third.wake();
        first.wake();
        assertThat(poll(Duration.ZERO)).extracting(Seen::token).containsExactly(2L, 3L, 1L);
        assertNone();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void wakersAndSourcesDoNotStarveEachOther(int capacity) throws Exception {
        registerReady(0, Trigger.LEVEL);
        registerReady(1, Trigger.LEVEL);
        Waker[] wakers = {registry.waker(2), registry.waker(3)};
        Watch narrow = narrow(capacity);
        Map<Long, Integer> counts = new HashMap<>();
        for (int i = 0; i < 80; i++) {
            wakers[0].wake();
            wakers[1].wake();
            for (Seen seen : narrow.poll(PATIENCE)) {
                counts.merge(seen.token(), 1, Integer::sum);
            }
        }
        assertThat(counts).containsOnlyKeys(0L, 1L, 2L, 3L);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isGreaterThanOrEqualTo(10));
    }

    @Test
    void aWakeIsReportedSoonAmongSourcesThatAreAlwaysReady() throws Exception {
        registerManyReady(Trigger.LEVEL);
        Waker waker = registry.waker(100);
        Watch narrow = narrow(1);
        count(narrow, 5);
        for (int i = 0; i < 10; i++) {
            waker.wake();
            assertThat(count(narrow, 2 * READY)).containsEntry(100L, 1);
        }
    }

    /** The rest of a wake must not take the place of an event, not even if the capacity is 1. */
    @Test
    void aPollThatDoesNotWaitFindsAReadySourceEvenIfItWasWokenOften() throws Exception {
        Waker waker = registry.waker(2);
        DatagramChannel channel = udp();
        registry.register(channel, 1, Interest.READABLE);
        Watch narrow = narrow(1);
        for (int round = 0; round < 40; round++) {
            Task<List<Seen>> waiting = start(() -> narrow.poll(null)).awaitInPoll();
            registry.reregister(channel, 1, Interest.WRITABLE);
            waker.wake();
            assertThat(waiting.join()).hasSize(1);
            for (int i = 0; i < 4; i++) {
                assertThat(narrow.poll(Duration.ZERO)).hasSize(1);
            }
            registry.reregister(channel, 1, Interest.READABLE);
            narrow.poll(Duration.ZERO);
        }
    }

    // ---- many

    @ParameterizedTest
    @ValueSource(ints = {100, 1024, 4096})
    void moreThanAThousandReadySourcesGetTheirTurns(int capacity) throws Exception {
        int sources = 1300;
        registerManyReady(sources, Trigger.LEVEL);
        Map<Long, Integer> counts = count(narrow(capacity), 3 * (sources / Math.min(capacity, sources) + 1));
        assertThat(counts).hasSize(sources);
    }

    /** A Selector shows at most 1024 keys in one selection on Linux, and 256 elsewhere. */
    @ParameterizedTest
    @CsvSource({
        "2, 1, 12",
        "65, 64, 12",
        "300, 7, 6",
        "1024, 1000, 12",
        "1024, 1023, 12",
        "1025, 64, 4",
        "1025, 1024, 12",
        "2047, 1023, 8",
        "2048, 1025, 8",
        "4096, 1023, 8",
        "8192, 5000, 4",
        "14336, 1000, 4"
    })
    void readySourcesHaveFairSharesHoweverManyTheyAre(int sources, int capacity, int share) throws Exception {
        registerManyReady(sources, Trigger.LEVEL);
        new Shares(sources, capacity).poll(share, (token, poll) -> {}).assertFair();
    }

    @ParameterizedTest
    @CsvSource({"1100, 100", "2048, 1000"})
    void oneshotsThatAreRearmedAtOnceHaveFairSharesHoweverManyTheyAre(int sources, int capacity) throws Exception {
        List<DatagramChannel> channels = registerManyReady(sources, Trigger.ONESHOT);
        new Shares(sources, capacity)
                .poll(
                        6,
                        (token, poll) ->
                                registry.reregister(channels.get(token), token, Interest.WRITABLE, Trigger.ONESHOT))
                .assertFair();
    }

    /** It selects too on the NIO backend, and what it sees no poll sees. */
    @ParameterizedTest
    @CsvSource({"1025, 100, 3", "2048, 100, 2", "2048, 1023, 4", "3000, 1000, 4"})
    void aChannelThatIsClosedAfterEveryPollTakesNobodysTurn(int sources, int capacity, int share) throws Exception {
        registerManyReady(sources, Trigger.LEVEL);
        int[] closedAfter = {0};
        new Shares(sources, capacity)
                .poll(share, (token, poll) -> {
                    if (closedAfter[0] != poll) {
                        closedAfter[0] = poll;
                        DatagramChannel channel = udp();
                        registry.register(channel, sources, Interest.READABLE);
                        registry.close(channel);
                    }
                })
                .assertFair();
    }

    @Test
    void sourcesThatComeAnewHaveFairSharesHoweverManyTheyAre() throws Exception {
        int sources = 1200;
        List<DatagramChannel> channels = registerManyReady(sources, Trigger.LEVEL);
        new Shares(sources, 100)
                .poll(6, (token, poll) -> {
                    if (token % 50 == 0) {
                        registry.deregister(channels.get(token));
                        registry.register(channels.get(token), token, Interest.WRITABLE);
                    }
                })
                .assertFair();
    }

    @Test
    void aSourceThatIsReadyNowAndThenHasItsTurnAmongManyThatAlwaysAre() throws Exception {
        int sources = 1500;
        int capacity = 100;
        registerManyReady(sources, Trigger.LEVEL);
        StreamPair pair = tcpPair();
        registry.register(pair.near(), sources, Interest.READABLE);
        Shares shares = new Shares(sources + 1, capacity);
        shares.poll(1, (token, poll) -> {});
        for (int i = 0; i < 10; i++) {
            write(pair.far(), "now");
            int counted = shares.counts[sources];
            for (int polls = 1; shares.counts[sources] == counted; polls++) {
                assertThat(polls).isLessThanOrEqualTo(shares.longestFairWait());
                shares.pollOnce((token, poll) -> {});
            }
            read(pair.near());
        }
    }

    private List<DatagramChannel> registerManyReady(int sources, Trigger trigger) throws IOException {
        List<DatagramChannel> channels = new ArrayList<>();
        for (int token = 0; token < sources; token++) {
            try {
                channels.add(registerReady(token, trigger));
            } catch (SocketException e) {
                assumeTrue(false, "this process may not open " + sources + " sockets: " + e.getMessage());
            }
        }
        return channels;
    }

    /** What a program does when a poll has reported a token. */
    private interface OnEvent {
        void accept(int token, int poll) throws IOException;
    }

    /** How often each of so many tokens comes, and after how many polls. */
    private final class Shares {
        private final Events events;
        private final int[] counts;
        private final int[] lastPolls;
        private int polls;
        private int total;
        private int longestWait;

        Shares(int sources, int capacity) {
            events = Events.withCapacity(capacity);
            counts = new int[sources];
            lastPolls = new int[sources];
        }

        /** Until there were so many events for each on average. */
        Shares poll(int average, OnEvent onEvent) throws IOException {
            while (total < average * counts.length) {
                pollOnce(onEvent);
            }
            return this;
        }

        void pollOnce(OnEvent onEvent) throws IOException {
            assertThat(poll.poll(events, PATIENCE)).isPositive();
            polls++;
            for (int i = 0; i < events.size(); i++) {
                int token = (int) events.token(i);
                counts[token]++;
                total++;
                longestWait = Math.max(longestWait, polls - lastPolls[token]);
                lastPolls[token] = polls;
                onEvent.accept(token, polls);
            }
        }

        /** Three times what is fair if all are always ready, and some for what does not divide. */
        int longestFairWait() {
            return 3 * (counts.length * polls / total + 1);
        }

        void assertFair() {
            for (int lastPoll : lastPolls) {
                longestWait = Math.max(longestWait, polls - lastPoll);
            }
            assertThat(Arrays.stream(counts).min().orElseThrow())
                    .as("the smallest share, of %d events in %d polls", total, polls)
                    .isGreaterThanOrEqualTo(total / counts.length / 2);
            assertThat(longestWait).as("the longest wait, in polls").isLessThanOrEqualTo(longestFairWait());
        }
    }

    @Test
    void manyThreadsRegisterWhileAPollReports() throws Exception {
        int perThread = 100;
        Task<Set<Long>> polling = start(() -> {
            Set<Long> tokens = new HashSet<>();
            Watch narrow = narrow(7);
            while (tokens.size() < 4 * perThread) {
                narrow.poll(null)
                        .forEach(seen -> assertThat(tokens.add(seen.token())).isTrue());
            }
            narrow.assertNone();
            return tokens;
        });
        List<Task<Void>> registering = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * perThread;
            registering.add(start(doing(() -> {
                for (int i = 0; i < perThread; i++) {
                    registerReady(first + i, Trigger.ONESHOT);
                }
            })));
        }
        for (Task<Void> task : registering) {
            task.join();
        }
        assertThat(polling.join()).hasSize(4 * perThread);
    }

    @Test
    void aWideCapacityCostsNothingButMemory() throws Exception {
        Watch wide = narrow(1_000_000);
        wide.assertNone(Duration.ZERO);
        registry.waker(1).wake();
        wide.assertEvent(1, READABLE);
    }
}
