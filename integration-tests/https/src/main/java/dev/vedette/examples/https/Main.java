package dev.vedette.examples.https;

import dev.vedette.examples.https.protocol.Limits;
import dev.vedette.examples.https.server.Connections;
import dev.vedette.examples.https.server.Engines;
import dev.vedette.examples.https.server.Engines.ClientCertificates;
import dev.vedette.examples.https.server.HttpsServer;
import dev.vedette.examples.https.server.HttpsServer.Driver;
import dev.vedette.examples.https.site.Site;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Locale;

/** A server for the loopback interface. Takes the driver, the port, a key store, its password, and a directory. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        if (arguments.length < 4) {
            System.err.println("arguments: loop|threads|netty PORT KEYSTORE PASSWORD [DIRECTORY]");
            System.exit(2);
        }
        Driver driver = Driver.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        char[] password = arguments[3].toCharArray();
        KeyStore keys = KeyStore.getInstance(new File(arguments[2]), password);
        Site site = new Site(arguments.length > 4 ? Path.of(arguments[4]) : null);
        HttpsServer server = driver.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])),
                new Connections(site, Engines.of(keys, password, keys, ClientCertificates.WANTED), Limits.DEFAULT));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.shutdown(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        System.out.println(
                driver + " answers on https://localhost:" + server.address().getPort() + "/");
    }
}
