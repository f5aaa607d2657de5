package dev.vedette.examples.https.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IoFreedomTest {
    @Test
    void noClassOfTheProtocolRefersToIo() throws Exception {
        Path classes = Path.of(Http.class.getResource("Http.class").toURI()).getParent();
        List<Path> files;
        try (Stream<Path> all = Files.list(classes)) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
        }

        assertThat(files).isNotEmpty().allSatisfy(file -> {
            // The constant pool names every class that a class refers to.
            String constants = new String(Files.readAllBytes(file), ISO_8859_1);
            assertThat(constants)
                    .doesNotContain(
                            "java/net/",
                            "java/nio/channels/",
                            "java/nio/file/",
                            "java/io/InputStream",
                            "java/io/OutputStream",
                            "dev/vedette/Poll");
        });
    }
}
