package dev.vedette.examples.https.protocol;

import javax.net.ssl.SSLSession;
import org.eclipse.jetty.http.HttpFields;

/**
 * The head of a request.
 *
 * @param method the method, where HEAD is given as GET: the content of the response is not sent
 * @param target the path and the query, as they were sent
 * @param fields the header fields
 * @param session the TLS session, or null without TLS
 */
public record Request(String method, String target, HttpFields fields, SSLSession session) {}
