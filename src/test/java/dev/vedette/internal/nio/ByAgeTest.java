package dev.vedette.internal.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ByAgeTest {
    private final ByAge byAge = new ByAge();

    private List<Integer> sorted(int... ages) {
        byAge.reserve(ages.length);
        for (int i = 0; i < ages.length; i++) {
            byAge.set(i, ages[i]);
        }
        byAge.sort(ages.length);
        return IntStream.range(0, ages.length).map(byAge::get).boxed().toList();
    }

    @Test
    void theOldestComesFirst() {
        assertThat(sorted(3, 70_000, 0, 256, 255)).containsExactly(1, 3, 4, 0, 2);
    }

    @Test
    void whatIsOfTheSameAgeStaysInItsOrder() {
        assertThat(sorted(5, 7, 5, 7, 5)).containsExactly(1, 3, 0, 2, 4);
        assertThat(sorted(0, 0, 0)).containsExactly(0, 1, 2);
        assertThat(sorted()).isEmpty();
    }

    @Test
    void agesAreUnsigned() {
        assertThat(sorted(1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE)).containsExactly(1, 3, 2, 0);
    }

    @Test
    void anyNumberOfAnyAgesIsSorted() {
        Random random = new Random(1);
        for (int count : new int[] {1, 2, 300, 17, 5000}) {
            int[] ages = random.ints(count).map(age -> age >>> (age & 31)).toArray();
            assertThat(sorted(ages))
                    .containsExactlyElementsOf(IntStream.range(0, count)
                            .boxed()
                            .sorted(Comparator.comparing((Integer i) -> ages[i], Integer::compareUnsigned)
                                    .reversed())
                            .toList());
        }
    }
}
