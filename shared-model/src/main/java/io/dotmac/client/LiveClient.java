package io.dotmac.client;

import io.dotmac.model.live.Topic;
import java.util.Set;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// Keeps a session on the WebSocket `/api/v1/live`, again and again.
public final class LiveClient implements AutoCloseable {
    LiveClient(OkHttpClient http, HttpUrl base, Credentials credentials, Consumer<? super LiveEvent> listener) {}

    /// Begins to connect; returns at once.
    public void start() {}

    /// Says what is wanted, now and after each reconnect; a topic wanted already answers with a fresh snapshot.
    public void subscribe(Set<Topic> topics) {}

    /// Tries at once instead of at the next retry.
    public void retryNow() {}

    @Override
    public void close() {}
}
