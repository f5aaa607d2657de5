package dev.vedette.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotTableTest {
    private final SlotTable<Long> tokens = new SlotTable<>(); // every owner is its own token

    private long add() {
        return tokens.add(token -> token);
    }

    @Test
    void anOwnerIsFoundByItsToken() {
        long first = add();
        long second = add();

        assertThat(tokens.get(first)).isEqualTo(first);
        assertThat(tokens.get(second)).isEqualTo(second);
    }

    @Test
    void anOwnerIsNotFoundOnceItIsRemoved() {
        long token = add();
        tokens.remove(token);

        assertThat(tokens.get(token)).isNull();
    }

    @Test
    void aTokenNeverFindsTheNextOwnerOfItsSlot() {
        Set<Long> formerTokens = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            long token = add();
            assertThat(formerTokens.add(token)).isTrue();
            assertThat((int) token).as("slot").isZero();
            tokens.remove(token);
        }
        long owner = add();

        assertThat(formerTokens)
                .allSatisfy(token -> assertThat(tokens.get(token)).isNull());
        assertThat(tokens.get(owner)).isEqualTo(owner);
    }

    @Test
    void tokensAreNeverNegative() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(add()).isNotNegative();
        }
    }

    @Test
    void forEachVisitsAllOwnersEvenIfItRemovesThem() {
        List<Long> owners = new ArrayList<>(List.of(add(), add(), add(), add()));
        tokens.remove(owners.remove(1));

        List<Long> visited = new ArrayList<>();
        tokens.forEach(token -> {
            visited.add(token);
            tokens.remove(token);
        });

        assertThat(visited).isEqualTo(owners);
        assertThat(owners).allSatisfy(token -> assertThat(tokens.get(token)).isNull());
    }
}
