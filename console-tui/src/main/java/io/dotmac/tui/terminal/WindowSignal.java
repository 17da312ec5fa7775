package io.dotmac.tui.terminal;

import java.lang.reflect.Proxy;

/// Hears that the terminal's window changed its size (SIGWINCH), where the JVM can tell.
public final class WindowSignal {
    private static final System.Logger LOG = System.getLogger(WindowSignal.class.getName());

    private WindowSignal() {}

    /// Calls `changed` after each change of size, on a thread of the JVM.
    ///
    /// By reflection, since the compiler refuses `sun.misc` and Java has no other way to a signal.
    public static void listen(Runnable changed) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    WindowSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            changed.run();
                        }
                        return null;
                    });
            Object winch = signal.getConstructor(String.class).newInstance("WINCH");
            signal.getMethod("handle", signal, handler).invoke(null, winch, proxy);
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.WARNING, "changes of the window's size are not seen", e);
        }
    }
}
