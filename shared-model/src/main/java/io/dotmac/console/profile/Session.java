package io.dotmac.console.profile;

import io.dotmac.client.ApiException;
import io.dotmac.client.Credentials;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.text.Clean;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.LogInCode;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.OkHttpClient;

/// Being logged in to the server of one profile. Methods that talk to the server block.
///
/// The access token lives in memory alone; the refresh token lives in the [TokenStore], which consoles share. It is
/// traded under a lock, so that neither threads nor programs use the same one twice. Safe for use by several threads.
public final class Session implements Credentials, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    /// Share of an access token's life after which it is renewed.
    private static final double RENEW_AT = 0.8;

    private final Profile profile;
    private final TokenStore store;
    private final Tasks tasks;
    private final PlatformClient client;
    private final Value<Optional<User>> user = new Value<>(Optional.empty());
    private final ReentrantLock lock = new ReentrantLock();
    private volatile String accessToken = "";
    /// A refresh token that could not be written; guarded by the lock.
    private String unsaved = "";
    private final AtomicReference<Subscription> renewal = new AtomicReference<>(() -> {});
    private volatile boolean closed;

    /// @param profile to log in to
    /// @param store where the refresh token is kept
    /// @param http shared by all clients of a program
    /// @param tasks where tokens are renewed ahead of their end
    public Session(Profile profile, TokenStore store, OkHttpClient http, Tasks tasks) {
        this.profile = profile;
        this.store = store;
        this.tasks = tasks;
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

    /// Whether platform staff is logged in, who see the rows of all ISPs and have to say whose they change.
    public boolean isStaff() {
        return user.get().filter(who -> who.tenant().isEmpty()).isPresent();
    }

    /// The server, asked for what belongs to one ISP; people of an ISP always mean their own.
    ///
    /// @param tenant slug, empty for the platform itself
    public PlatformClient client(String tenant) {
        return isStaff() && !tenant.isEmpty() ? client.of(tenant) : client;
    }

    /// Whether a token was kept from last time.
    public boolean remembered() {
        try {
            return !unsaved.isEmpty() || store.read(profile).isPresent();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "token cannot be read profile={0}", profile.name(), e);
            return false;
        }
    }

    /// Logs in with a password.
    public LogInResult logIn(String email, String password) {
        return result(() -> exclusively(() -> accept(client.logIn(new LogIn(email, password)))));
    }

    /// The second step, after [LogInResult.CodeNeeded]. Blanks in the code do not count.
    ///
    /// @param code six digits of the authenticator, or a recovery code
    public LogInResult logIn(LogInResult.CodeNeeded first, String code) {
        String typed = code.replaceAll("\\s", "");
        return result(() -> exclusively(() -> accept(client.logIn(new LogInCode(first.challenge(), typed)))));
    }

    /// Logs in with the token that was kept from last time.
    public LogInResult resume() {
        return result(() -> renew(accessToken) ? user.get() : Optional.empty());
    }

    /// Logs in with a refresh token that came from elsewhere, and keeps its successor.
    public LogInResult resumeWith(String refreshToken) {
        return result(() -> exclusively(() -> accept(client.refresh(new Refresh(refreshToken)))));
    }

    /// Forgets the token here and on the server; where the server is away, only here.
    public void logOut() {
        try {
            exclusively(() -> {
                Optional<String> refresh = refreshToken();
                forget();
                if (refresh.isPresent()) {
                    client.logOut(new Refresh(refresh.get()));
                }
                return true;
            });
        } catch (IOException | ApiException e) {
            LOG.log(System.Logger.Level.INFO, "server did not hear of the log-out reason=\"{0}\"", e.getMessage());
        }
    }

    @Override
    public Optional<String> accessToken() {
        return Optional.of(accessToken).filter(token -> !token.isEmpty());
    }

    @Override
    public boolean renew(String rejected) throws IOException {
        // Whoever waited here for another thread finds its token already there.
        return exclusively(() -> (!accessToken.isEmpty() && !accessToken.equals(rejected)) || trade());
    }

    @Override
    public void close() {
        closed = true;
        renewal.get().close();
    }

    /// Always the thread lock first, then the file lock.
    private <T> T exclusively(TokenStore.Work<T> work) throws IOException {
        lock.lock();
        try {
            return store.locked(profile, work);
        } finally {
            lock.unlock();
        }
    }

    private boolean trade() throws IOException {
        Optional<String> refresh = refreshToken();
        if (refresh.isEmpty()) {
            return false;
        }
        try {
            accept(client.refresh(new Refresh(refresh.get())));
            return true;
        } catch (ApiException e) {
            if (e.status() == 429 || e.status() >= 500) {
                throw new IOException(e.getMessage(), e);
            }
            LOG.log(System.Logger.Level.INFO, "session ended profile={0} status={1}", profile.name(), e.status());
            forget();
            return false;
        }
    }

    private Optional<User> accept(Tokens tokens) {
        keep(tokens.refreshToken());
        accessToken = tokens.accessToken();
        long millis = Math.max(1_000, Math.round(tokens.expiresIn() * 1_000 * RENEW_AT));
        renewal.getAndSet(tasks.after(Duration.ofMillis(millis), this::renewAhead))
                .close();
        user.set(Optional.of(tokens.user()));
        return user.get();
    }

    private void renewAhead() {
        if (closed) {
            return;
        }
        try {
            renew(accessToken);
        } catch (IOException e) {
            // Whoever needs the token next finds it refused, and renews it then.
            LOG.log(System.Logger.Level.DEBUG, "token not renewed ahead reason=\"{0}\"", e.getMessage());
        }
    }

    private Optional<String> refreshToken() throws IOException {
        return unsaved.isEmpty() ? store.read(profile) : Optional.of(unsaved);
    }

    private void keep(String refreshToken) {
        try {
            store.write(profile, refreshToken);
            unsaved = "";
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "token cannot be kept profile={0}", profile.name(), e);
            unsaved = refreshToken;
        }
    }

    private void forget() throws IOException {
        unsaved = "";
        accessToken = "";
        renewal.get().close();
        user.set(Optional.empty());
        store.delete(profile);
    }

    private LogInResult result(Attempt attempt) {
        try {
            return attempt.run()
                    .<LogInResult>map(LogInResult.LoggedIn::new)
                    .orElseGet(() -> new LogInResult.Refused("Log in to go on."));
        } catch (ApiException e) {
            return refused(e);
        } catch (IllegalArgumentException e) {
            return new LogInResult.Refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            return new LogInResult.Unreachable(Clean.line(profile.url() + " cannot be reached: " + why));
        }
    }

    private static LogInResult refused(ApiException e) {
        if (e.challenge().isPresent()) {
            return new LogInResult.CodeNeeded(e.challenge().get());
        }
        String said = Clean.line(e.problem().message());
        if (e.status() >= 500) {
            return new LogInResult.Unreachable("The server failed: " + said);
        }
        if (e.status() == 429) {
            String when = e.retryAfter()
                    .map(wait -> ", try again in " + wait.toSeconds() + " s")
                    .orElse("");
            return new LogInResult.Refused("Too many attempts" + when + ".");
        }
        return new LogInResult.Refused(said);
    }

    private interface Attempt {
        Optional<User> run() throws IOException;
    }
}
