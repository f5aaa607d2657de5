package dev.vedette.examples.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client on the JDK's sockets. */
public final class TlsClient implements Closeable {
    private static final int TIME_LIMIT_MS = 60_000;

    private final Socket tcp;
    private final SSLSocket socket;
    private final InputStream in;

    /** Connects and completes the handshake. */
    public TlsClient(InetSocketAddress address, SSLContext context, Consumer<SSLParameters> settings)
            throws IOException {
        tcp = new Socket(address.getAddress(), address.getPort());
        tcp.setSoTimeout(TIME_LIMIT_MS);
        tcp.setTcpNoDelay(true);
        socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, "a.example", address.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        settings.accept(parameters);
        socket.setSSLParameters(parameters);
        in = new BufferedInputStream(socket.getInputStream());
        try {
            socket.startHandshake();
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    public TlsClient(InetSocketAddress address) throws IOException, GeneralSecurityException {
        this(address, context(), parameters -> {});
    }

    /** Returns a new context, without sessions to resume, that trusts the authority and has some of the keys. */
    public static SSLContext context(String... keys) throws IOException, GeneralSecurityException {
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("NewSunX509");
        keyManagers.init(Certificates.keys(keys), Certificates.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Certificates.trusted());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    static Consumer<SSLParameters> version(String version) {
        return parameters -> parameters.setProtocols(new String[] {version});
    }

    static Consumer<SSLParameters> name(String name) {
        return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
    }

    void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Answer receive() throws IOException {
        return Answer.read(in);
    }

    public Answer get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        return receive();
    }

    public InputStream input() {
        return in;
    }

    SSLSocket socket() {
        return socket;
    }

    public Socket tcp() {
        return tcp;
    }

    /** What a client does again and again. */
    interface Action {
        void run() throws IOException;
    }

    /** Runs an action until it fails, and does not accept that it never fails within the limit. */
    static void repeatUntilCut(Duration limit, Action action) throws IOException, InterruptedException {
        for (int i = 0; i < limit.toMillis() / 10; i++) {
            action.run();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new AssertionError("the connection was not cut");
    }

    /** Returns the name in the certificate of the server. */
    String server() throws IOException {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
