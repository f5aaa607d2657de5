package dev.vedette.examples.https;

import dev.vedette.examples.https.protocol.Limits;
import dev.vedette.examples.https.server.Connections;
import dev.vedette.examples.https.server.Engines;
import dev.vedette.examples.https.server.Engines.ClientCertificates;
import dev.vedette.examples.https.server.HttpsServer;
import dev.vedette.examples.https.server.HttpsServer.Driver;
import dev.vedette.examples.https.site.Site;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;

/** A program with a server. Takes the driver, a key store, a directory, and the seconds that it waits for a peer. */
public final class LimitedServer {
    private LimitedServer() {}

    public static void main(String[] arguments) throws Exception {
        char[] password = Certificates.PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance(Path.of(arguments[1]).toFile(), password);
        Duration time = Duration.ofSeconds(Integer.parseInt(arguments[3]));
        HttpsServer server = Driver.valueOf(arguments[0])
                .start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new Connections(
                                new Site(Path.of(arguments[2])),
                                Engines.of(keys, password, keys, ClientCertificates.IGNORED),
                                Limits.DEFAULT.withTimes(time, time, time)));
        System.out.println("port " + server.address().getPort());
    }
}
