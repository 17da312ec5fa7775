package io.dotmac.server.auth;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.auth.UserAccount;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.auth.oidc.OidcConfig;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Doorkeeper;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.AuthConfig;
import io.dotmac.server.platform.secret.FieldCipher;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// Lets people and programs in, and knows what they may do.
public final class Auth {
    private static final Actor COMMAND = Actor.system("cli");

    /// How long sessions that are over are still told of.
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int BATCH = 5_000;

    private final Ground ground;
    private final SessionStore sessionStore = new SessionStore();
    private final SessionDesk desk;
    private final Callers callers;
    private final List<Route> routes;

    /// Puts its parts together.
    ///
    /// @param redis where sessions show that they live, and failed log-ins are counted
    /// @param cipher for secrets of second factors
    /// @param providers who else says who somebody is
    public Auth(
            Database database,
            Redis redis,
            FieldCipher cipher,
            Audit audit,
            Tenants tenants,
            AccessTokens tokens,
            AuthConfig config,
            OidcConfig providers,
            Clock clock) {
        ground = Ground.of(database, redis, cipher, audit, tenants, config, clock);
        Targets targets = new Targets(ground);
        Sessions sessions = new Sessions(ground, sessionStore, tokens);
        desk = new SessionDesk(ground, targets, sessionStore);
        Mfa mfa = new Mfa(ground, targets);
        LogIns logIns = new LogIns(ground, targets, sessions, desk, mfa);
        PasswordResets resets = new PasswordResets(ground, desk);
        Roles roles = new Roles(ground, targets);
        Users users = new Users(ground, targets, roles, desk, resets);
        ApiKeys keys = new ApiKeys(ground, targets);
        callers = new Callers(tokens, keys, ground.standing(), ground.book());
        routes = Stream.of(
                        new AuthRoutes(logIns, sessions, resets, roles, targets, ground).routes(),
                        config.mfa() ? new MfaRoutes(mfa, logIns, targets).routes() : List.<Route>of(),
                        new UserRoutes(users, roles).routes(),
                        new KeyRoutes(desk, keys).routes(),
                        new OidcRoutes(new OidcLogIns(ground, sessions, mfa, redis, providers)).routes())
                .flatMap(List::stream)
                .toList();
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        return routes;
    }

    /// Who knows the callers of all routes.
    public Doorkeeper doorkeeper() {
        return callers;
    }

    /// What a person or program is called; the id where it has no name.
    public String nameOf(Caller caller) {
        return ground.realms()
                .in(caller.tenant().map(Home::id), tx -> ground.users().byId(tx, caller.id()))
                .map(Account::name)
                .orElseGet(() -> caller.id().toString());
    }

    /// Those of some people of a tenant who are there; service accounts are none.
    ///
    /// @param tenant absent for platform staff
    public List<UserAccount> people(Optional<TenantId> tenant, Set<UUID> ids) {
        return ground.realms().in(tenant, tx -> ground.users().byIds(tx, ids)).stream()
                .map(Account::info)
                .toList();
    }

    /// Makes a user; the one of that address stays as it is where there is one. Returns whether it was new.
    ///
    /// @param tenantSlug of its ISP; absent for platform staff
    public boolean createUser(String email, String name, Role role, Optional<String> tenantSlug, String password) {
        String address = address(email);
        PasswordPolicy.fault(password, address).ifPresent(fault -> {
            throw new IllegalArgumentException("password " + fault);
        });
        if ((role.kind() == Kind.ADMIN) == tenantSlug.isPresent()) {
            throw new IllegalArgumentException("role is " + role.text() + ", which "
                    + (role.kind() == Kind.ADMIN ? "has no tenant" : "needs a tenant"));
        }
        Optional<Tenant> tenant = tenantSlug.map(slug -> ground.tenants()
                .bySlug(slug)
                .orElseThrow(() -> new IllegalArgumentException("tenant " + slug + " does not exist")));
        Account account = new Account(
                Generators.timeBasedEpochRandomGenerator().generate(),
                role.kind(),
                tenant.map(Tenant::id),
                tenantSlug,
                address,
                name,
                Optional.of(ground.passwords().hash(password)),
                List.of(role.text()),
                Set.of(),
                true,
                false,
                ground.clock().instant());
        return ground.realms().in(account.tenant(), tx -> {
            boolean fresh = ground.users().insertIfAbsent(tx, account);
            if (fresh) {
                ground.audit().record(tx, COMMAND, Entry.created("user.created", "user", account.id(), account.info()));
            }
            return fresh;
        });
    }

    /// Gives somebody a new password; all his sessions end, and his account is unlocked.
    public void resetPassword(String email, String password) {
        Account account = account(email);
        PasswordPolicy.fault(password, account.email()).ifPresent(fault -> {
            throw new IllegalArgumentException("password " + fault);
        });
        String hash = ground.passwords().hash(password);
        ground.realms().in(account.tenant(), tx -> {
            ground.users().password(tx, account.id(), hash);
            desk.endAll(tx, account, Optional.empty(), "password");
            ground.audit().record(tx, COMMAND, Entry.happened("user.password-reset", "user", account.id()));
            return account.id();
        });
        ground.guard().unlock(account.email());
    }

    /// Opens an account that failed log-ins have locked.
    public void unlock(String email) {
        Account account = account(email);
        ground.realms().in(account.tenant(), tx -> {
            ground.audit().record(tx, COMMAND, Entry.happened("user.unlocked", "user", account.id()));
            return account.id();
        });
        ground.guard().unlock(account.email());
    }

    /// What comes again and again.
    public List<Chore> chores() {
        return List.of(new Chore("auth-clean", Duration.ofHours(1), this::purge));
    }

    /// Deletes what nobody can use any more for a month: sessions, tokens, resets of passwords.
    private void purge() {
        Instant before = ground.clock().instant().minus(KEPT);
        int purged = BATCH;
        while (purged >= BATCH) {
            purged = ground.realms().everywhere(tx -> sessionStore.purge(tx, before, BATCH));
        }
    }

    private Account account(String email) {
        String address = address(email);
        return ground.realms()
                .keyed(address, tx -> ground.users().byEmail(tx, address))
                .orElseThrow(() -> new IllegalArgumentException("there is no user " + address));
    }

    private static String address(String email) {
        if (!email.matches("[^@\\s]+@[^@\\s]+") || email.length() > 254) {
            throw new IllegalArgumentException("email is " + email + ", must be an e-mail address");
        }
        return email.toLowerCase(Locale.ROOT);
    }
}
