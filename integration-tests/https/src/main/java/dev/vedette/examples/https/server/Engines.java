package dev.vedette.examples.https.server;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Makes the engines of a server. */
public final class Engines {
    /** Whether clients identify themselves. */
    public enum ClientCertificates {
        IGNORED,
        WANTED,
        NEEDED
    }

    private final SSLContext context;
    private final ClientCertificates clientCertificates;

    private Engines(SSLContext context, ClientCertificates clientCertificates) {
        this.context = context;
        this.clientCertificates = clientCertificates;
    }

    /**
     * Takes the keys of the server, from which the name that a client asks for (SNI) selects one, and the certificates
     * that the certificates of clients are checked against.
     */
    public static Engines of(KeyStore keys, char[] password, KeyStore trusted, ClientCertificates clientCertificates)
            throws GeneralSecurityException {
        // "NewSunX509" is the one that looks at the name. The default always takes the first key of a type.
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("NewSunX509");
        keyManagers.init(keys, password);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return new Engines(context, clientCertificates);
    }

    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1", "http/1.0"});
        switch (clientCertificates) {
            case IGNORED -> parameters.setNeedClientAuth(false);
            case WANTED -> parameters.setWantClientAuth(true);
            case NEEDED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }
}
