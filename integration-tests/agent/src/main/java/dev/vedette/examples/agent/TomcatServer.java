package dev.vedette.examples.agent;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;

/**
 * Tomcat. Its poller only hands requests to an executor. But if that is exhausted and its policy is to run tasks in the
 * thread that submits them, a servlet that blocks stalls the poller, and with it all connections.
 */
final class TomcatServer implements WebServer {
    private final ExecutorService workers = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
    private final Path folder = Files.createTempDirectory("tomcat");
    private final Tomcat tomcat = new Tomcat();

    TomcatServer() throws Exception {
        tomcat.setBaseDir(folder.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        ((AbstractProtocol<?>) tomcat.getConnector().getProtocolHandler()).setExecutor(workers);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "data", new Servlet());
        context.addServletMappingDecoded("/*", "data");
        tomcat.start();
    }

    private static final class Servlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals(STALL_PATH)) {
                plantedStall();
            }
            response.setContentLength(DATA.length);
            response.getOutputStream().write(DATA);
        }
    }

    private static void plantedStall() {
        Stall.block();
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        workers.shutdown();
    }
}
