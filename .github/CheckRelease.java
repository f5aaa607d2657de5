import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;

/**
 * Checks a local Maven repository that contains a release, against the requirements of Maven Central. It needs Java 17 and
 * gpg, with the public key of the release in its keyring: {@code java .github/CheckRelease.java FOLDER VERSION}
 */
public class CheckRelease {
    static final List<String> ARTIFACTS =
            List.of(".jar", ".pom", "-sources.jar", "-javadoc.jar", "-features.xml", "-cyclonedx.json");
    static final List<String> POM = List.of(
            "modelVersion", "groupId", "artifactId", "version", "name", "description", "url", "licenses/license/name",
            "licenses/license/url", "developers/developer/name", "scm/connection", "scm/developerConnection", "scm/url");
    static final Map<String, String> CHECKSUMS = Map.of(".md5", "MD5", ".sha1", "SHA-1");

    static final List<String> problems = new ArrayList<>();
    static int checks;

    public static void main(String[] args) throws Exception {
        String version = args[1];
        Path folder = Path.of(args[0]).resolve("dev/vedette/vedette").resolve(version);
        for (String artifact : ARTIFACTS) {
            Path file = folder.resolve("vedette-" + version + artifact);
            check(Files.isRegularFile(file), file + " is missing");
            check(verifies(file), file + ".asc is not a signature of it");
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> !file.toString().matches(".*\\.(md5|sha1|sha256|sha512)"))
                    .forEach(CheckRelease::checkChecksums);
        }
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("vedette-" + version + ".pom").toFile());
        for (String element : POM) {
            check(!element("/project/" + element, pom).isBlank(), "the POM has no " + element);
        }
        check(element("/project/version", pom).equals(version), "the POM has another version");
        check(!version.endsWith("-SNAPSHOT"), version + " is a snapshot");

        problems.forEach(System.err::println);
        System.out.println(checks + " checks, " + problems.size() + " failed");
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    static String element(String path, Document pom) throws Exception {
        return XPathFactory.newInstance().newXPath().evaluate(path, pom);
    }

    static void check(boolean fulfilled, String problem) {
        checks++;
        if (!fulfilled) {
            problems.add(problem);
        }
    }

    static boolean verifies(Path file) throws IOException, InterruptedException {
        return new ProcessBuilder("gpg", "--batch", "--quiet", "--verify", file + ".asc", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    static void checkChecksums(Path file) {
        CHECKSUMS.forEach((suffix, algorithm) -> {
            try {
                Path checksum = Path.of(file + suffix);
                if (Files.exists(checksum) || !file.toString().endsWith(".asc")) {
                    byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
                    check(
                            Files.exists(checksum)
                                    && Files.readString(checksum).strip().equals(HexFormat.of().formatHex(digest)),
                            checksum + " is missing or wrong");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        });
    }
}
