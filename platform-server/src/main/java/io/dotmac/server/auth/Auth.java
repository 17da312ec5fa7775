package io.dotmac.server.auth;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.AuthConfig;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Lets people in.
public final class Auth {
    private static final Logger LOG = System.getLogger(Auth.class.getName());
    private static final int MIN_PASSWORD = 8;

    private final UserStore users;
    private final Sessions sessions;
    private final Passwords passwords = new Passwords();
    private final LogInLimiter limiter;
    private final Tenants tenants;

    /// Puts its parts together.
    public Auth(Database database, Tenants tenants, AccessTokens tokens, AuthConfig config, Clock clock) {
        this.tenants = tenants;
        this.users = new UserStore(database);
        this.limiter = new LogInLimiter(clock);
        this.sessions = new Sessions(new RefreshTokenStore(database), users, tokens, config, clock);
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        return new AuthRoutes(this).routes();
    }

    /// What a role may do; nothing for an unknown one and for agents.
    public static Set<Permission> permissions(String role) {
        return Role.of(role).map(Role::permissions).orElse(Set.of());
    }

    /// Makes a user; the one of that address stays as it is where there is one. Returns whether it was new.
    ///
    /// @param tenantSlug of its ISP; absent for platform staff
    public boolean createUser(String email, String name, Role role, Optional<String> tenantSlug, String password) {
        if (!email.matches("[^@\\s]+@[^@\\s]+") || email.length() > 254) {
            throw new IllegalArgumentException("email is " + email + ", must be an e-mail address");
        }
        if (password.length() < MIN_PASSWORD || password.length() > 1024) {
            throw new IllegalArgumentException("password must have " + MIN_PASSWORD + " to 1024 characters");
        }
        if ((role == Role.SUPER_ADMIN) == tenantSlug.isPresent()) {
            throw new IllegalArgumentException("role is " + role.text() + ", which "
                    + (role == Role.SUPER_ADMIN ? "has no tenant" : "needs a tenant"));
        }
        Optional<Tenant> tenant = tenantSlug.map(slug -> tenants.bySlug(slug)
                .orElseThrow(() -> new IllegalArgumentException("tenant " + slug + " does not exist")));
        return users.insertIfAbsent(new Account(
                Generators.timeBasedEpochRandomGenerator().generate(),
                tenant.map(Tenant::id),
                tenantSlug,
                email.toLowerCase(Locale.ROOT),
                name,
                passwords.hash(password),
                role,
                true));
    }

    Tokens logIn(LogIn logIn, String address) {
        limiter.check(address);
        Optional<Account> account = users.byEmail(logIn.email().toLowerCase(Locale.ROOT));
        if (account.isEmpty()) {
            passwords.pretend(logIn.password());
        }
        boolean good = account.isPresent()
                && passwords.matches(logIn.password(), account.get().passwordHash())
                && account.get().active();
        if (!good) {
            limiter.failed(address);
            LOG.log(Level.WARNING, "log-in refused address={0}", address);
            throw Refusal.unauthorized("e-mail address or password is wrong");
        }
        account.get().tenant().ifPresent(tenants.gate()::check);
        return sessions.begin(account.get());
    }

    Tokens refresh(String token) {
        return sessions.refresh(token);
    }

    void logOut(String token) {
        sessions.end(token);
    }

    User me(Caller caller) {
        return users.byId(caller.id())
                .map(Account::user)
                .orElseThrow(() -> Refusal.unauthorized("this user does not exist any more"));
    }
}
