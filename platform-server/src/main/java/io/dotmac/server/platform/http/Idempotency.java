package io.dotmac.server.platform.http;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Declaration.KeyUse;
import io.dotmac.server.platform.http.IdempotencyStore.Claim;
import io.dotmac.server.platform.http.IdempotencyStore.Done;
import io.dotmac.server.platform.secret.FieldCipher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// Gives the same order the same answer and one effect: what the handler does, and the record of its answer, are one
/// transaction. A refused order leaves no record, since it had no effect.
public final class Idempotency {
    /// Header that carries the key.
    static final String HEADER = "Idempotency-Key";

    private static final int MAX_KEY = 128;
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Database database;
    private final IdempotencyStore store;
    private final Clock clock;

    /// Keeps keys in `database`, and the answers, which may hold what is told only once, encrypted by `cipher`.
    public Idempotency(Database database, FieldCipher cipher, Clock clock) {
        this.database = database;
        this.store = new IdempotencyStore(cipher);
        this.clock = clock;
    }

    /// Forgets the tenant's keys that are older than 24 hours.
    public void forget(TenantId tenant) {
        database.transaction(tenant, tx -> {
            store.forget(tx, clock.instant().minus(KEPT));
            return true;
        });
    }

    Answer apply(Call call, Filter.Next next) {
        Optional<String> key = call.header(HEADER);
        Optional<TenantId> tenant = call.admitted().flatMap(Caller::tenant).map(home -> home.id());
        boolean heeded = call.route().declaration().key() != KeyUse.IGNORED;
        if (!heeded || key.isEmpty() || tenant.isEmpty()) {
            return next.proceed();
        }
        if (key.get().length() > MAX_KEY || !key.get().matches("[!-~]+")) {
            throw Refusal.invalid(HEADER, "must be 1 to " + MAX_KEY + " visible ASCII characters, best a UUID");
        }
        String target = call.route().method() + " " + call.self();
        Claim claim = new Claim(call.caller().id(), key.get(), HexFormat.of().formatHex(digest(target, call.bytes())));
        return database.joined(tenant.get(), tx -> once(tx, claim, next));
    }

    private static byte[] digest(String target, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((target + "\n").getBytes(StandardCharsets.UTF_8));
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer once(Tx tx, Claim claim, Filter.Next next) {
        if (!store.lock(tx, claim)) {
            throw Refusal.conflict("KEY_IN_USE", HEADER + " " + claim.key() + " is being worked on; ask again")
                    .retryIn(SOON);
        }
        Optional<Done> done = store.find(tx, claim);
        if (done.isEmpty()) {
            Answer answer = next.proceed();
            store.insert(tx, claim, new Done(claim.digest(), answer.status(), answer.body()), clock.instant());
            return answer;
        }
        if (!done.get().digest().equals(claim.digest())) {
            throw Refusal.of(
                    422, "KEY_REUSED", HEADER + " " + claim.key() + " was used for another request; take a new one");
        }
        return new Answer(done.get().status(), Answer.JSON, done.get().body(), Map.of("Idempotent-Replayed", "true"));
    }
}
