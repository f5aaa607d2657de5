package dev.vedette.examples.https.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.ClassFiles;
import org.junit.jupiter.api.Test;

class IoFreedomTest {
    @Test
    void noClassOfTheProtocolRefersToIo() throws Exception {
        assertThat(ClassFiles.of(Http.class))
                .isNotEmpty()
                .allSatisfy((file, constants) -> assertThat(constants)
                        .doesNotContain(
                                "java/net/",
                                "java/nio/channels/",
                                "java/nio/file/",
                                "java/io/InputStream",
                                "java/io/OutputStream",
                                "dev/vedette/Poll"));
    }
}
