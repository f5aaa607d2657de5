package dev.vedette.internal;

import dev.vedette.Registry;

/** Gives {@code dev.vedette.unix} the core of a {@link Registry}, so that descriptors are registered like channels. */
public abstract class RegistryAccess {
    private static volatile RegistryAccess instance;

    /** Called when {@link Registry} is initialized, hence before there is a Registry. */
    public static void install(RegistryAccess access) {
        instance = access;
    }

    public static PollCore core(Registry registry) {
        return instance.coreOf(registry);
    }

    protected abstract PollCore coreOf(Registry registry);
}
