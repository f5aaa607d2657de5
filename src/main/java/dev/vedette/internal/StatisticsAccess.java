package dev.vedette.internal;

import dev.vedette.PollStatistics;
import java.lang.invoke.MethodHandles;

/** Makes {@link PollStatistics} of what has been counted elsewhere than in a Poll. */
public abstract class StatisticsAccess {
    private static volatile StatisticsAccess instance;

    /** Called when {@link PollStatistics} is initialized. */
    public static void install(StatisticsAccess access) {
        instance = access;
    }

    public static PollStatistics statistics(Tally.Reading reading, boolean on) {
        if (instance == null) {
            initialize();
        }
        return instance.statisticsOf(reading, on);
    }

    private static void initialize() {
        try {
            MethodHandles.lookup().ensureInitialized(PollStatistics.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    protected abstract PollStatistics statisticsOf(Tally.Reading reading, boolean on);
}
