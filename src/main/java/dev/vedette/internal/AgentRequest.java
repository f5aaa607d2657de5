package dev.vedette.internal;

/**
 * Asks the agent for what the native backends need. The agent gives it to its own module at once. Another class loader,
 * for example that of a bundle, may have another copy of this library, which has to ask.
 */
public final class AgentRequest {
    /** The system property that is set when there is an agent to ask: the name of its class. */
    public static final String PROPERTY = "dev.vedette.agent";

    private AgentRequest() {}

    /** Asks for the module of this class, if the property is set. Does nothing if the agent cannot be asked. */
    public static void send() {
        try {
            ClassLoader.getSystemClassLoader()
                    .loadClass(System.getProperty(PROPERTY))
                    .getMethod("grant", Module.class)
                    .invoke(null, AgentRequest.class.getModule());
        } catch (ReflectiveOperationException | SecurityException e) {
            // the backend says what is missing
        }
    }
}
