package dev.vedette.examples.glassfish;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Starts the event loop when the application is deployed, and closes it when the application is undeployed. */
@WebListener
public final class LoopLifecycle implements ServletContextListener {
    /** The name of the context attribute that holds the loop. */
    static final String ATTRIBUTE = EchoLoop.class.getName();

    private EchoLoop loop;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            loop = EchoLoop.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        event.getServletContext().setAttribute(ATTRIBUTE, loop);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (loop != null) {
            loop.close();
        }
    }
}
