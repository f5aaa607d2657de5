package dev.vedette.examples.glassfish;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The event loop lives as long as the application is deployed. */
@WebListener
public final class LoopLifecycle implements ServletContextListener {
    /** Under which name servlets find the loop. */
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
