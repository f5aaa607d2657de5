package dev.vedette.internal.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.function.Function;

/**
 * Gives private access to classes of packages that are open to its module. The agent defines a copy of this class in a
 * class loader of its own, and opens packages of {@code java.base} to the module of that copy. If it opened them to its
 * own module, which on the class path is also that of the program, the program could use them too.
 */
public final class AccessKey implements Function<Class<?>, Lookup> {
    @Override
    public Lookup apply(Class<?> target) {
        try {
            return MethodHandles.privateLookupIn(target, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
