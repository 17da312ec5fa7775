package io.dotmac.server.auth;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.Json;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.auth.SessionStore.Found;
import io.dotmac.server.auth.SessionStore.Session;
import io.dotmac.server.platform.cache.RedisUnavailable;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.AccessTokens;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What follows a log-in: a session, whose truth is in the database and whose sign of life is in Redis, and refresh
/// tokens that are good once, and whose reuse ends the session.
final class Sessions {
    private static final Logger LOG = System.getLogger(Sessions.class.getName());

    /// How long the token just used is still taken, for a client whose answer got lost; it gets the same successor.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final int CLIENT_MAX = 200;

    private final SessionStore store;
    private final Ground ground;
    private final AccessTokens accessTokens;

    Sessions(Ground ground, SessionStore store, AccessTokens accessTokens) {
        this.ground = ground;
        this.store = store;
        this.accessTokens = accessTokens;
    }

    /// What came of a trade; outcomes that change rows are told after the commit.
    private sealed interface Trade {
        record Good(Tokens tokens) implements Trade {}

        record Reused(Session session) implements Trade {}

        record NotValid() implements Trade {}
    }

    /// Begins a session.
    ///
    /// @param how for example `password`
    Tokens begin(Account account, Origin origin, String how) {
        Instant now = ground.clock().instant();
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        RefreshToken token = RefreshToken.first(id);
        Session session = new Session(
                id,
                account.tenant(),
                account.id(),
                now,
                now,
                now.plus(ground.config().familyTtl()),
                origin.address(),
                shortened(origin.client()),
                false);
        Grants grants = ground.realms().in(account.tenant(), tx -> {
            store.insert(tx, session);
            store.insertToken(
                    tx, session, token.hash(), now, now.plus(ground.config().refreshTtl()));
            Caller self = new Caller(account.identity(Optional.of(id)), Set.of());
            ground.audit()
                    .record(
                            tx,
                            self,
                            Entry.created(
                                    "auth.logged-in", "session", id, Map.of("by", how, "address", origin.address())));
            return ground.book().read(tx, account);
        });
        try {
            ground.standing().begin(id, json(session));
        } catch (RedisUnavailable e) {
            LOG.log(Level.WARNING, "session begins without Redis, to be renewed reason=\"{0}\"", e.getMessage());
        }
        return tokens(account, grants, id, token);
    }

    /// Trades a refresh token. Without Redis nothing is traded, and the token stays good.
    Tokens refresh(String text) {
        RefreshToken token = RefreshToken.parse(text);
        Instant now = ground.clock().instant();
        Found found = ground.realms()
                .keyed(token.family().toString(), tx -> store.find(tx, token.family(), token.hash()))
                .filter(one -> !one.session().ended())
                .orElseThrow(Sessions::notValid);
        if (!now.isBefore(found.expiresAt()) || !now.isBefore(found.session().expiresAt())) {
            throw notValid();
        }
        try {
            Trade trade = ground.realms().in(found.session().tenant(), tx -> trade(tx, token, found.session(), now));
            return switch (trade) {
                case Trade.Good(var tokens) -> tokens;
                case Trade.NotValid() -> throw notValid();
                case Trade.Reused(var session) -> {
                    ground.standing().end(Set.of(session.id()));
                    LOG.log(Level.WARNING, "used refresh token came again, log-in ended user={0}", session.user());
                    throw notValid();
                }
            };
        } catch (RedisUnavailable e) {
            throw Refusal.unavailable(
                    "SESSIONS_UNAVAILABLE",
                    "sessions cannot be renewed at the moment; try again",
                    Duration.ofSeconds(2));
        }
    }

    /// Ends the session of a refresh token, whatever became of that.
    void end(String text) {
        RefreshToken token = RefreshToken.parse(text);
        ground.realms()
                .keyed(token.family().toString(), tx -> store.find(tx, token.family(), token.hash()))
                .map(Found::session)
                .ifPresent(session -> {
                    ground.realms()
                            .in(
                                    session.tenant(),
                                    tx -> store.end(
                                            tx,
                                            session.user(),
                                            session.id(),
                                            "log-out",
                                            ground.clock().instant()));
                    ground.standing().end(Set.of(session.id()));
                });
    }

    /// The session's row is held from the first statement to the commit, so that it is either ended before, and then
    /// nothing is traded, or after, and then the end also takes away the sign of life that is renewed here.
    private Trade trade(Tx tx, RefreshToken token, Session session, Instant now) {
        if (!store.touch(tx, session.id(), now)) {
            return new Trade.NotValid();
        }
        Optional<Account> account = ground.users().byId(tx, session.user()).filter(Account::active);
        if (account.isEmpty()) {
            return new Trade.NotValid();
        }
        RefreshToken successor = token.successor(ground.config().secret().value());
        if (store.use(tx, token.family(), token.hash(), now)) {
            store.insertToken(
                    tx, session, successor.hash(), now, now.plus(ground.config().refreshTtl()));
        } else if (!isAnswerLost(tx, token, successor, now)) {
            store.end(tx, session.user(), session.id(), "reuse", now);
            ground.audit()
                    .record(tx, Actor.nobody(), Entry.happened("auth.refresh-token-reused", "session", session.id()));
            return new Trade.Reused(session);
        }
        ground.standing().begin(session.id(), json(session));
        return new Trade.Good(tokens(account.get(), ground.book().read(tx, account.get()), session.id(), successor));
    }

    private boolean isAnswerLost(Tx tx, RefreshToken token, RefreshToken successor, Instant now) {
        boolean justNow = store.find(tx, token.family(), token.hash())
                .flatMap(Found::usedAt)
                .filter(used -> now.isBefore(used.plus(GRACE)))
                .isPresent();
        return justNow
                && store.find(tx, token.family(), successor.hash())
                        .filter(next -> next.usedAt().isEmpty())
                        .isPresent();
    }

    private Tokens tokens(Account account, Grants grants, UUID session, RefreshToken token) {
        String access = accessTokens.issue(account.identity(Optional.of(session)));
        return new Tokens(
                access,
                accessTokens.ttl().toSeconds(),
                token.text(),
                account.user(grants.effective(), grants.mfaMissing()));
    }

    private static String json(Session session) {
        return Json.text(Map.of(
                "user", session.user(),
                "tenant", session.tenant().map(Object::toString).orElse(""),
                "created_at", session.createdAt(),
                "address", session.address(),
                "client", session.client()));
    }

    private static String shortened(String client) {
        String plain = client.replaceAll("\\p{Cntrl}", "");
        return plain.length() > CLIENT_MAX ? plain.substring(0, CLIENT_MAX) : plain;
    }

    private static Refusal notValid() {
        return Refusal.unauthorized("the refresh token is not valid; log in again");
    }

    /// Where a log-in comes from.
    ///
    /// @param address of the other side
    /// @param client program, as it says
    record Origin(String address, String client) {}
}
