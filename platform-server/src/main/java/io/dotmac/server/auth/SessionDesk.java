package io.dotmac.server.auth;

import io.dotmac.model.auth.LogInSession;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.auth.SessionStore.Session;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Where people are logged in, and the end of it.
final class SessionDesk {
    private final Ground ground;
    private final Targets targets;
    private final SessionStore store;

    SessionDesk(Ground ground, Targets targets, SessionStore store) {
        this.ground = ground;
        this.targets = targets;
        this.store = store;
    }

    Page<LogInSession> own(Caller caller, ListQuery query) {
        return targets.look(caller, (tx, account) -> list(tx, caller, account, query));
    }

    Page<LogInSession> of(Caller caller, UUID user, ListQuery query) {
        return targets.read(caller, user, (tx, account) -> list(tx, caller, account, query));
    }

    void endOwn(Caller caller, UUID session) {
        targets.self(caller, (tx, account) -> endOne(tx, caller, account, session));
    }

    void end(Caller caller, UUID user, UUID session) {
        targets.locked(caller, user, (tx, account) -> {
            Bounds.mayWorkOn(caller, ground.book().read(tx, account));
            return endOne(tx, caller, account, session);
        });
    }

    /// Ends all of one's own.
    ///
    /// @param others whether the one that asks goes on
    void endAllOwn(Caller caller, boolean others) {
        Optional<UUID> spared = others ? caller.identity().session() : Optional.empty();
        targets.self(caller, (tx, account) -> {
            int count = endAll(tx, account, spared, "revoked");
            return note(tx, caller, account, count);
        });
    }

    void endAll(Caller caller, UUID user) {
        targets.locked(caller, user, (tx, account) -> {
            Bounds.mayWorkOn(caller, ground.book().read(tx, account));
            return note(tx, caller, account, endAll(tx, account, Optional.empty(), "revoked"));
        });
    }

    /// Part of another change: ends all but one, and takes their sign of life away after the commit.
    int endAll(Tx tx, Account account, Optional<UUID> spared, String why) {
        List<UUID> ended =
                store.endAll(tx, account.id(), spared, why, ground.clock().instant());
        tx.afterCommit(() -> ground.standing().end(ended));
        return ended.size();
    }

    private UUID endOne(Tx tx, Caller caller, Account account, UUID session) {
        List<UUID> ended =
                store.end(tx, account.id(), session, "revoked", ground.clock().instant());
        if (ended.isEmpty()) {
            throw Refusal.notFound("session", session);
        }
        ground.audit().record(tx, caller, Entry.happened("session.revoked", "session", session));
        tx.afterCommit(() -> ground.standing().end(ended));
        return session;
    }

    private UUID note(Tx tx, Caller caller, Account account, int count) {
        ground.audit()
                .record(
                        tx,
                        caller,
                        Entry.created("session.all-revoked", "user", account.id(), Map.of("sessions", count)));
        return account.id();
    }

    private Page<LogInSession> list(Tx tx, Caller caller, Account account, ListQuery query) {
        List<Session> found = store.live(tx, account.id(), ground.clock().instant(), query);
        return query.page(found.stream().map(session -> info(caller, session)).toList());
    }

    private static LogInSession info(Caller caller, Session session) {
        return new LogInSession(
                session.id(),
                session.createdAt(),
                session.lastUsedAt(),
                session.expiresAt(),
                session.address(),
                session.client(),
                caller.identity().session().filter(session.id()::equals).isPresent());
    }
}
