package dev.vedette.examples.https;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Keys and certificates, made by the JDK's keytool: an authority "ca" that signed "a" (a.example, localhost), "b"
 * (b.example) and "client", and a "stranger" that signed itself.
 */
public final class Certificates {
    public static final String PASSWORD = "changeit";

    private static final Path FOLDER = temporaryFolder();
    private static final KeyStore ALL = make();

    private Certificates() {}

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("certificates");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyStore make() {
        try {
            generate("ca", "-ext", "bc:c");
            generate("a", "-signer", "ca", "-ext", "san=dns:a.example,dns:localhost,ip:127.0.0.1");
            generate("b", "-signer", "ca", "-ext", "san=dns:b.example");
            generate("client", "-signer", "ca");
            generate("stranger");
            FOLDER.resolve("all.p12").toFile().deleteOnExit();
            return KeyStore.getInstance(FOLDER.resolve("all.p12").toFile(), PASSWORD.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void generate(String alias, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-storetype",
                "PKCS12",
                "-keystore",
                FOLDER.resolve("all.p12").toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.onExit().join().exitValue() != 0) {
            throw new AssertionError(command + "\n" + output);
        }
    }

    /** Returns a store with some of the keys. */
    public static KeyStore keys(String... aliases) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (String alias : aliases) {
            store.setKeyEntry(
                    alias,
                    ALL.getKey(alias, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    ALL.getCertificateChain(alias));
        }
        return store;
    }

    /** Returns a store that trusts the authority. */
    public static KeyStore trusted() throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setCertificateEntry("ca", ALL.getCertificate("ca"));
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Writes a key and its certificate into a file, as OpenSSL reads them. */
    public static Path pem(String alias) throws GeneralSecurityException, IOException {
        String text =
                pem("PRIVATE KEY", ALL.getKey(alias, PASSWORD.toCharArray()).getEncoded())
                        + pem("CERTIFICATE", ALL.getCertificate(alias).getEncoded());
        Path file = Files.writeString(FOLDER.resolve(alias + ".pem"), text);
        file.toFile().deleteOnExit();
        return file;
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + type + "-----\n";
    }

    /** Writes a store into a file. */
    public static Path file(KeyStore store) throws GeneralSecurityException, IOException {
        Path file = Files.createTempFile(FOLDER, "keys", ".p12");
        file.toFile().deleteOnExit();
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}
