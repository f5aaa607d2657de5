package dev.vedette.internal.agent;

import dev.vedette.internal.AgentRequest;
import dev.vedette.internal.NativeProvider;
import dev.vedette.internal.jmx.StatisticsBeans;
import dev.vedette.internal.selector.SelectorWatch;
import java.lang.instrument.Instrumentation;

/**
 * The entrance of the agent.
 *
 * <p>Nothing that fails here keeps the program from starting. A line on the standard error stream says what will be
 * missing: the agent runs before the program has configured its logging.
 */
public final class Agent {
    private static final String TAG = "vedette agent: ";

    /** {@code null} until the agent is started. */
    private static volatile JavaBase javaBase;

    private Agent() {}

    /** Called by the JVM before the program starts. */
    public static void premain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /** Called by the JVM when the agent is attached to a running program, possibly not for the first time. */
    public static void agentmain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    private static synchronized void start(String text, Instrumentation instrumentation) {
        AgentOption.Parsed parsed = AgentOption.parse(text);
        if (!parsed.wrong().isEmpty()) {
            print("unknown option " + String.join(", ", parsed.wrong()) + "; the options are " + AgentOption.list());
        }
        for (AgentOption option : parsed.options()) {
            try {
                if (javaBase == null) {
                    javaBase = new JavaBase(instrumentation);
                }
                switchOn(option);
            } catch (Exception | LinkageError e) {
                print(missing(option) + ": " + e);
            }
        }
    }

    private static void switchOn(AgentOption option) throws Exception {
        switch (option) {
            case FLAGS -> {
                System.setProperty(AgentRequest.PROPERTY, Agent.class.getName());
                grant(Agent.class.getModule());
            }
            case SELECTORS -> {
                javaBase.redirectSelectors(SelectorWatch::aroundSelect, SelectorWatch::aroundClose);
                SelectorWatch.listenForRecordings();
            }
            case JMX -> StatisticsBeans.register();
        }
    }

    private static String missing(AgentOption option) {
        return switch (option) {
            case FLAGS -> "EPOLL needs its flags";
            case SELECTORS -> "selectors are not observed";
            case JMX -> "there are no MBeans";
        };
    }

    /**
     * Gives a module with the classes of this library what its native backends need. Called by {@link AgentRequest}, in
     * copies of this library that another class loader has loaded.
     */
    public static void grant(Module module) throws ReflectiveOperationException {
        JavaBase granting = javaBase;
        if (granting != null && Runtime.version().feature() >= NativeProvider.SINCE) {
            granting.exportChannels(module);
            granting.enableNativeAccess(module);
        }
    }

    private static void print(String line) {
        System.err.println(TAG + line);
    }
}
