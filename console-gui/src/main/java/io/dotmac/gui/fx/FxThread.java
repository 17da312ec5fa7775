package io.dotmac.gui.fx;

import javafx.application.Platform;
import okhttp3.OkHttpClient;

/// Holds work to its thread: drawing on the FX thread, everything that may wait off it.
public final class FxThread {
    private FxThread() {}

    /// Throws unless this is a thread that may block. Everything that reaches the network or the disk calls it first.
    public static void forbid(String work) {
        if (Platform.isFxApplicationThread()) {
            throw new IllegalStateException(work + " must not run on the FX thread");
        }
    }

    /// The same HTTP client, but it throws where it is used on the FX thread.
    public static OkHttpClient guarded(OkHttpClient http) {
        return http.newBuilder()
                .addInterceptor(chain -> {
                    forbid("network");
                    return chain.proceed(chain.request());
                })
                .build();
    }

    /// Runs `drawing` on the FX thread, at once when this is it.
    public static void draw(Runnable drawing) {
        if (Platform.isFxApplicationThread()) {
            drawing.run();
        } else {
            Platform.runLater(drawing);
        }
    }
}
