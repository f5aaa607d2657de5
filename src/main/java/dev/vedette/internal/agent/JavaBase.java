package dev.vedette.internal.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.channels.Selector;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Changes in {@code java.base} that only an agent can make. */
final class JavaBase {
    private static final Module MODULE = Object.class.getModule();
    private static final String SELECTOR_PACKAGE = "sun.nio.ch";
    private static final String SELECTOR_IMPL = SELECTOR_PACKAGE + ".SelectorImpl";
    private static final String HOOK = SELECTOR_PACKAGE + ".VedetteSelectorHook";
    private static final MethodType DO_SELECT =
            MethodType.methodType(int.class, Selector.class, Consumer.class, long.class);
    private static final MethodType IMPL_CLOSE = MethodType.methodType(void.class, Selector.class);

    private final Instrumentation instrumentation;
    private final Function<Class<?>, Lookup> key;

    JavaBase(Instrumentation instrumentation) throws ReflectiveOperationException, IOException {
        this.instrumentation = instrumentation;
        this.key = newKey();
        Module holder = key.getClass().getModule();
        redefine(Map.of(), Map.of("java.lang", Set.of(holder), SELECTOR_PACKAGE, Set.of(holder)));
    }

    @SuppressWarnings("unchecked")
    private static Function<Class<?>, Lookup> newKey() throws ReflectiveOperationException, IOException {
        byte[] bytes = bytesOf(AccessKey.class);
        Class<?> copy = new ClassLoader(JavaBase.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(null, bytes, 0, bytes.length);
            }
        }.define();
        return (Function<Class<?>, Lookup>) copy.getConstructor().newInstance();
    }

    private void redefine(Map<String, Set<Module>> exports, Map<String, Set<Module>> opens) {
        instrumentation.redefineModule(MODULE, Set.of(), exports, opens, Set.of(), Map.of());
    }

    /** Does what {@code --add-exports java.base/sun.nio.ch} does for a module. */
    void exportChannels(Module module) {
        redefine(Map.of(SELECTOR_PACKAGE, Set.of(module)), Map.of());
    }

    /**
     * Does what {@code --enable-native-access} does for a module. There is no public method for it.
     *
     * @throws ReflectiveOperationException if this JDK has no such method
     */
    void enableNativeAccess(Module module) throws ReflectiveOperationException {
        Lookup lookup = key.apply(Module.class);
        try {
            if (module.isNamed()) {
                MethodType type = MethodType.methodType(Module.class);
                lookup.findVirtual(Module.class, "implAddEnableNativeAccess", type)
                        .invoke(module);
            } else {
                MethodType type = MethodType.methodType(void.class);
                lookup.findStatic(Module.class, "implAddEnableNativeAccessToAllUnnamed", type)
                        .invoke();
            }
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
    }

    /**
     * Redirects the two methods of all selectors. Does nothing if they are redirected already.
     *
     * @param select gets a method handle for the original {@code doSelect}, and returns its replacement
     * @param close gets a method handle for the original {@code implClose}, and returns its replacement
     * @throws IllegalStateException if this JDK has other selectors
     */
    void redirectSelectors(Function<MethodHandle, MethodHandle> select, Function<MethodHandle, MethodHandle> close)
            throws Exception {
        Class<?> selectorImpl = Class.forName(SELECTOR_IMPL);
        Lookup lookup = key.apply(selectorImpl);
        if (!isDefined(HOOK)) {
            MethodHandle doSelect = lookup.findVirtual(selectorImpl, "doSelect", DO_SELECT.dropParameterTypes(0, 1))
                    .asType(DO_SELECT);
            MethodHandle implClose = lookup.findVirtual(selectorImpl, "implClose", IMPL_CLOSE.dropParameterTypes(0, 1))
                    .asType(IMPL_CLOSE);
            defineHook(lookup, select.apply(doSelect), close.apply(implClose));
        }
        Redirection redirection = new Redirection();
        instrumentation.addTransformer(redirection, true);
        try {
            instrumentation.retransformClasses(selectorImpl);
        } finally {
            instrumentation.removeTransformer(redirection);
        }
        if (redirection.failure != null) {
            throw redirection.failure;
        }
    }

    private static boolean isDefined(String name) {
        try {
            Class.forName(name, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void defineHook(Lookup lookup, MethodHandle select, MethodHandle close)
            throws ReflectiveOperationException, IOException {
        ClassBytes hook = new ClassBytes(bytesOf(SelectorHook.class));
        hook.rename(internalName(SelectorHook.class.getName()), internalName(HOOK));
        System.getProperties().put(SelectorHook.HANDLES, new MethodHandle[] {select, close});
        lookup.ensureInitialized(lookup.defineClass(hook.toBytes()));
    }

    private static String internalName(String className) {
        return className.replace('.', '/');
    }

    private static byte[] bytesOf(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return in.readAllBytes();
        }
    }

    /** The JVM ignores what a transformer throws. */
    private static final class Redirection implements ClassFileTransformer {
        RuntimeException failure = new IllegalStateException("the JVM has not transformed " + SELECTOR_IMPL);

        @Override
        public byte[] transform(
                Module module, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
            if (!internalName(SELECTOR_IMPL).equals(name)) {
                return null;
            }
            try {
                ClassBytes changed = new ClassBytes(bytes);
                String hook = internalName(HOOK);
                changed.redirect("lockAndDoSelect", "doSelect", hook, DO_SELECT.toMethodDescriptorString());
                changed.redirect("implCloseSelector", "implClose", hook, IMPL_CLOSE.toMethodDescriptorString());
                failure = null;
                return changed.toBytes();
            } catch (RuntimeException e) {
                failure = e;
                return null;
            }
        }
    }
}
