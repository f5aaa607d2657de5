package dev.vedette.examples.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.ClassFiles;
import org.junit.jupiter.api.Test;

class IoFreedomTest {
    @Test
    void noClassOfTheProtocolRefersToIo() throws Exception {
        assertThat(ClassFiles.of(Session.class))
                .isNotEmpty()
                .allSatisfy((file, constants) -> assertThat(constants)
                        .doesNotContain(
                                "java/io/", "java/net/", "java/nio/channels/", "java/nio/file/", "dev/vedette/Poll"));
    }
}
