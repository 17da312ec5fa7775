package io.dotmac.agent.link;

import io.dotmac.client.ApiClient;
import io.dotmac.client.ApiException;
import io.dotmac.model.agent.AccessRequest;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.Nonce;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// The agent's access token: got by signing the server's nonce, renewed ahead of its end.
///
/// Safe for use by several threads; the lock is held over the network, so that they fetch one token, not many.
final class Access {
    private final ReentrantLock lock = new ReentrantLock();
    private final Identity identity;
    private final ApiClient api;
    private volatile @Nullable String token;
    private long renewAt;

    Access(Identity identity, OkHttpClient http, HttpUrl server) {
        this.identity = identity;
        this.api = new ApiClient(http, server, Optional::empty);
    }

    /// The token that was got last.
    Optional<String> current() {
        return Optional.ofNullable(token);
    }

    /// Gets a token unless there is a good one.
    void ensure() throws IOException {
        lock.lock();
        try {
            if (token != null && System.nanoTime() - renewAt < 0) {
                return;
            }
            renew();
        } catch (ApiException e) {
            throw new AccessRefused(e);
        } finally {
            lock.unlock();
        }
    }

    private void renew() throws IOException {
        Nonce nonce = api.post("/api/v1/agents/nonce", Map.of(), Nonce.class);
        AccessToken fresh = api.post(
                "/api/v1/agents/token",
                new AccessRequest(identity.node(), nonce.nonce(), identity.sign(nonce.nonce())),
                AccessToken.class);
        token = fresh.accessToken();
        renewAt = System.nanoTime()
                + Duration.ofSeconds(Math.max(1, fresh.expiresIn() * 8 / 10)).toNanos();
    }

    /// The server does not accept `refused`: the next call of [#ensure()] gets another.
    void refuse(Optional<String> refused) {
        lock.lock();
        try {
            if (refused.equals(Optional.ofNullable(token))) {
                token = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
