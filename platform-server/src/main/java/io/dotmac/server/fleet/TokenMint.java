package io.dotmac.server.fleet;

import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.secret.Hashes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;

/// Makes the one-use tokens with which agents enrol; only their hashes are kept.
final class TokenMint {
    private static final long HOUR = 3_600;
    private static final int BYTES = 32;
    private static final int SHOWN = 16;

    private final Database database;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /// What is told of a token in the audit log.
    private record Minted(String name, Instant expiresAt) {}

    TokenMint(Database database, Audit audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    EnrolmentToken make(TenantId tenant, Actor actor, NewEnrolmentToken wanted) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String hash = Hashes.sha256Hex(token);
        Instant now = clock.instant();
        Instant expires = now.plusSeconds(wanted.ttlSeconds().orElse(HOUR));
        return database.transaction(tenant, tx -> {
            EnrolmentStore.insert(tx, new EnrolmentStore.Fresh(hash, wanted.name(), actor.id(), now, expires));
            Minted made = new Minted(wanted.name().orElse("any"), expires);
            audit.record(
                    tx,
                    actor,
                    Entry.created("agent.enrolment-allowed", "enrolment-token", hash.substring(0, SHOWN), made));
            return new EnrolmentToken(token, expires);
        });
    }
}
