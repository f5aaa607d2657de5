package dev.vedette.examples.glassfish;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Starts the event loop when the application is deployed, and closes it when the application is undeployed. */
@WebListener
public final class LoopLifecycle implements ServletContextListener {
    /** The name of the context attribute that holds the server. */
    static final String ATTRIBUTE = EchoServer.class.getName();

    private EchoServer server;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            server = EchoServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        event.getServletContext().setAttribute(ATTRIBUTE, server);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (server != null) {
            server.close();
        }
    }
}
