package io.dotmac.server.auth;

import io.dotmac.model.auth.PasswordReset;
import io.dotmac.model.auth.ResetToken;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.Hashes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// One-use tokens with which people choose a password: invitations and resets.
final class PasswordResets {
    private static final Duration TTL = Duration.ofHours(24);
    private static final int BYTES = 32;

    private final Ground ground;
    private final SessionDesk sessions;
    private final ResetStore store = new ResetStore();
    private final SecureRandom random = new SecureRandom();

    PasswordResets(Ground ground, SessionDesk sessions) {
        this.ground = ground;
        this.sessions = sessions;
    }

    /// Makes a token; those made before for the same person end.
    ResetToken issue(Tx tx, Caller caller, Account account) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = ground.clock().instant();
        ResetToken made = new ResetToken(token, now.plus(TTL));
        store.replace(tx, Hashes.sha256Hex(token), account, caller.id(), now, made.expiresAt());
        ground.audit()
                .record(
                        tx,
                        caller,
                        Entry.created(
                                "user.password-reset-issued",
                                "user",
                                account.id(),
                                Map.of("expires_at", made.expiresAt())));
        return made;
    }

    /// Chooses a password; all sessions end.
    void redeem(PasswordReset reset) {
        Instant now = ground.clock().instant();
        String hash = Hashes.sha256Hex(reset.token());
        var waiting =
                ground.realms().keyed(hash, tx -> store.find(tx, hash, now)).orElseThrow(PasswordResets::notValid);
        Account account = ground.realms()
                .in(waiting.tenant(), tx -> ground.users().byId(tx, waiting.user()))
                .filter(Account::active)
                .orElseThrow(PasswordResets::notValid);
        PasswordPolicy.check("new_password", reset.newPassword(), account.email());
        String password = ground.passwords().hash(reset.newPassword());
        ground.realms().in(waiting.tenant(), tx -> {
            if (!store.use(tx, hash, now)) {
                throw notValid();
            }
            ground.users().password(tx, account.id(), password);
            sessions.endAll(tx, account, Optional.empty(), "password");
            ground.audit().record(tx, Actor.nobody(), Entry.happened("user.password-reset", "user", account.id()));
            tx.afterCommit(() -> ground.guard().unlock(account.email()));
            return account.id();
        });
    }

    private static Refusal notValid() {
        return Refusal.unauthorized("the token is not valid any more; ask for a new one");
    }
}
