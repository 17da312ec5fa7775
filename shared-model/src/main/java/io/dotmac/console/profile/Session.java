package io.dotmac.console.profile;

import io.dotmac.client.Credentials;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.model.auth.User;
import java.util.Optional;
import okhttp3.OkHttpClient;

/// Being logged in to the server of one profile. Methods that talk to the server block.
public final class Session implements Credentials, AutoCloseable {
    private final Value<Optional<User>> user = new Value<>(Optional.empty());
    private final PlatformClient client;

    /// @param profile to log in to
    /// @param tokens where the refresh token is kept
    /// @param http shared by all clients of a program
    /// @param tasks where tokens are renewed ahead of their end
    public Session(Profile profile, TokenStore tokens, OkHttpClient http, Tasks tasks) {
        client = new PlatformClient(http, profile.url(), this);
    }

    /// Who is logged in.
    public Observable<Optional<User>> user() {
        return user;
    }

    /// The server, with this session's token.
    public PlatformClient client() {
        return client;
    }

    /// Logs in with a password.
    public LogInResult logIn(String email, String password) {
        return new LogInResult.Refused("");
    }

    /// Logs in with the token that was kept from last time.
    public LogInResult resume() {
        return new LogInResult.Refused("");
    }

    /// Logs in with a refresh token that came from elsewhere, and keeps its successor.
    public LogInResult resumeWith(String refreshToken) {
        return new LogInResult.Refused("");
    }

    /// Forgets the token here and on the server.
    public void logOut() {}

    @Override
    public Optional<String> accessToken() {
        return Optional.empty();
    }

    @Override
    public boolean renew(String rejected) {
        return false;
    }

    @Override
    public void close() {}
}
