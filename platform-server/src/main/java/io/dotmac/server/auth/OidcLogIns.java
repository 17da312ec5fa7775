package io.dotmac.server.auth;

import io.dotmac.model.Json;
import io.dotmac.model.auth.LogInCode;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.auth.Sessions.Origin;
import io.dotmac.server.auth.oidc.Journey;
import io.dotmac.server.auth.oidc.OidcConfig;
import io.dotmac.server.auth.oidc.OidcFailure;
import io.dotmac.server.auth.oidc.OidcIdentity;
import io.dotmac.server.auth.oidc.OidcProvider;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.cache.RedisUnavailable;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.Shown;
import io.dotmac.server.platform.secret.Hashes;
import io.dotmac.server.platform.secret.Identity.Kind;
import io.lettuce.core.SetArgs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Lets a tenant's people in by a provider outside. The first time a person is found by the e-mail address that the
/// provider has verified, where the tenant allows its domain; from then on by what the provider calls him. Nobody is
/// made here, and platform staff are not let in this way.
final class OidcLogIns {
    private static final Logger LOG = System.getLogger(OidcLogIns.class.getName());
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final String KEY = "auth:oidc:";

    private final Ground ground;
    private final Sessions sessions;
    private final Mfa mfa;
    private final Redis redis;
    private final OidcLinkStore links = new OidcLinkStore();
    private final Map<String, OidcProvider> providers;

    OidcLogIns(Ground ground, Sessions sessions, Mfa mfa, Redis redis, OidcConfig config) {
        this.ground = ground;
        this.sessions = sessions;
        this.mfa = mfa;
        this.redis = redis;
        this.providers = config.providers().isEmpty() ? Map.of() : providers(config, ground.clock());
    }

    private static Map<String, OidcProvider> providers(OidcConfig config, Clock clock) {
        HttpClient http = OidcProvider.newHttp();
        return config.providers().stream()
                .collect(Collectors.toUnmodifiableMap(
                        OidcConfig.Provider::name, provider -> new OidcProvider(provider, http, clock)));
    }

    /// Where a browser goes, and what it keeps.
    ///
    /// @param location of the provider
    /// @param cookie to be brought back
    /// @param secure whether the cookie is for encrypted connections alone
    record Departure(String location, String cookie, boolean secure) {}

    Departure start(String name) {
        OidcProvider provider = provider(name);
        Journey journey = provider.begin();
        String location = heard(() -> provider.authorization(journey));
        Journey kept = new Journey(
                name, journey.state(), journey.nonce(), journey.verifier(), Hashes.sha256Hex(journey.browser()));
        inRedis(() -> redis.call(
                Area.SESSION,
                commands -> commands.set(KEY + journey.state(), Json.text(kept), SetArgs.Builder.ex(TTL))));
        return new Departure(location, journey.browser(), provider.isSecure());
    }

    /// The browser is back.
    ///
    /// @param cookie that it kept; empty when it has none
    Tokens finish(String name, String state, String code, String cookie, Origin origin) {
        OidcProvider provider = provider(name);
        Journey journey = inRedis(
                        () -> redis.call(Area.SESSION, commands -> Optional.ofNullable(commands.getdel(KEY + state))))
                .map(json -> Json.read(json, Journey.class))
                .filter(one -> one.provider().equals(name) && one.browser().equals(Hashes.sha256Hex(cookie)))
                .orElseThrow(() -> Refusal.unauthorized("this log-in was not begun here, or too long ago; begin anew"));
        OidcIdentity identity = heard(() -> provider.redeem(journey, code));
        Account account = account(identity).filter(Account::active).orElseThrow(() -> {
            LOG.log(Level.WARNING, "nobody here is who the provider names provider={0}", name);
            return Refusal.forbidden("nobody here is who the provider names; ask for an account");
        });
        if (mfa.isOn(account)) {
            throw Refusal.challenge(
                    LogInCode.REQUIRED,
                    "the code of the second factor is needed",
                    Challenge.issue(
                            ground.config().secret().value(),
                            account.id(),
                            ground.clock().instant()));
        }
        return sessions.begin(account, origin, "oidc:" + name);
    }

    private Optional<Account> account(OidcIdentity identity) {
        String link = identity.provider() + ":" + identity.subject();
        return ground.realms()
                .keyed(link, tx -> links.find(tx, link))
                .map(found -> ground.realms()
                        .in(Optional.of(found.tenant()), tx -> ground.users().byId(tx, found.user())))
                .orElseGet(() -> linked(identity, link));
    }

    private Optional<Account> linked(OidcIdentity identity, String link) {
        String email = identity.email();
        if (email.isEmpty()) {
            return Optional.empty();
        }
        String domain = email.substring(email.lastIndexOf('@') + 1);
        return ground.realms()
                .keyed(email, tx -> ground.users().byEmail(tx, email))
                .filter(account -> account.kind() == Kind.USER && account.active())
                .flatMap(account -> account.tenant()
                        .flatMap(tenant -> ground.realms().in(Optional.of(tenant), tx -> {
                            if (!ground.roles().policy(tx).oidcDomains().contains(domain)) {
                                return Optional.<Account>empty();
                            }
                            links.insert(
                                    tx,
                                    link,
                                    tenant,
                                    account.id(),
                                    ground.clock().instant());
                            Caller self = new Caller(account.identity(Optional.empty()), Set.of());
                            ground.audit()
                                    .record(
                                            tx,
                                            self,
                                            Entry.created(
                                                    "user.linked",
                                                    "user",
                                                    account.id(),
                                                    Map.of("provider", identity.provider())));
                            return Optional.of(account);
                        })));
    }

    private OidcProvider provider(String name) {
        return Optional.ofNullable(providers.get(name)).orElseThrow(() -> Refusal.notFound("provider", Shown.of(name)));
    }

    private static <T> T heard(Supplier<T> work) {
        try {
            return work.get();
        } catch (OidcFailure e) {
            LOG.log(Level.WARNING, "provider was not believed reason=\"{0}\"", e.getMessage());
            throw e.isUnreachable()
                    ? Refusal.unavailable(
                            "PROVIDER_UNAVAILABLE", "the provider cannot be reached; try again", Duration.ofSeconds(5))
                    : Refusal.unauthorized("what the provider said cannot be trusted");
        }
    }

    private static <T> T inRedis(Supplier<T> work) {
        try {
            return work.get();
        } catch (RedisUnavailable e) {
            throw Refusal.unavailable(
                    "SESSIONS_UNAVAILABLE", "log-ins of this kind do not work at the moment", Duration.ofSeconds(2));
        }
    }
}
