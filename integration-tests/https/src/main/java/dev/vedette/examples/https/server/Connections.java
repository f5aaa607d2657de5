package dev.vedette.examples.https.server;

import dev.vedette.examples.https.protocol.Application;
import dev.vedette.examples.https.protocol.Buffers;
import dev.vedette.examples.https.protocol.Http;
import dev.vedette.examples.https.protocol.Limits;
import dev.vedette.examples.https.protocol.Protocol;
import dev.vedette.examples.https.protocol.Tls;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** The settings and the buffers that all connections of a server share. */
public record Connections(Application application, Engines engines, Limits limits, Buffers buffers) {
    /**
     * The time for a peer to close its side when ours is closed. Until then its bytes are read and dropped: a
     * connection that is closed with bytes unread is reset, and the peer may lose what was sent to it.
     */
    static final Duration LINGER = Duration.ofSeconds(5);

    public Connections(Application application, Engines engines, Limits limits) {
        this(application, engines, limits, new Buffers());
    }

    Protocol protocol() throws SSLException {
        return new Tls(engines.engine(), session -> new Http(application, limits, session), buffers);
    }
}
