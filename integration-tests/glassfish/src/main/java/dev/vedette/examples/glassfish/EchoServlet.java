package dev.vedette.examples.glassfish;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;

/**
 * Sends the body of a POST request to the event loop, and returns the echo. The response header {@code Loop} describes
 * the loop.
 */
@WebServlet("/echo")
public final class EchoServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    /**
     * The maximum length of a body. Such a body fits into the socket buffers, so that all of it can be written before
     * any of it is read.
     */
    private static final int MAX_BYTES = 16 * 1024;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        EchoServer server = (EchoServer) getServletContext().getAttribute(LoopLifecycle.ATTRIBUTE);
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES);
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream().write(body);
            socket.shutdownOutput();
            body = socket.getInputStream().readAllBytes();
        }
        response.setHeader("Loop", server.toString());
        response.getOutputStream().write(body);
    }
}
