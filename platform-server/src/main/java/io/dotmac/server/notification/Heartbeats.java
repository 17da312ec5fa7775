package io.dotmac.server.notification;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Heartbeat;
import io.dotmac.model.notification.MadeHeartbeat;
import io.dotmac.model.notification.NewHeartbeat;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.notification.HeartbeatStore.Beat;
import io.dotmac.server.notification.HeartbeatStore.Kept;
import io.dotmac.server.notification.Known.Expected;
import io.dotmac.server.platform.db.SqlFailure;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.secret.Hashes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Dead man's switches: signs of life that are expected from outside, and an alert when one does not come.
final class Heartbeats {
    private static final String TYPE = "heartbeat";
    private static final int MOST = 500;
    private static final int TOKEN_BYTES = 24;
    private static final long LEAST_GRACE = 10;

    /// Who has not looked for so long has not listened either.
    private static final Duration DEAF = Duration.ofSeconds(30);

    private final Realm realm;
    private final HeartbeatStore store = new HeartbeatStore();
    private final Known known;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private long passedNanos = System.nanoTime() - DEAF.toNanos() - 1;

    Heartbeats(Realm realm, Known known, Audit audit, Clock clock) {
        this.realm = realm;
        this.known = known;
        this.audit = audit;
        this.clock = clock;
    }

    ListQuery.Page<Heartbeat> page(TenantId tenant, ListQuery query) {
        return query.page(realm.in(tenant, tx -> store.page(tx, tenant, query)));
    }

    MadeHeartbeat create(Caller caller, TenantId tenant, NewHeartbeat wanted) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        long grace = wanted.graceSeconds().orElse(Math.max(LEAST_GRACE, wanted.everySeconds() / 5));
        Heartbeat made = new Heartbeat(
                Generators.timeBasedEpochRandomGenerator().generate(),
                wanted.name(),
                wanted.everySeconds(),
                grace,
                wanted.level().orElse(Level.CRITICAL),
                Optional.empty(),
                now.plusSeconds(wanted.everySeconds() + grace),
                false,
                now);
        try {
            return realm.in(tenant, tx -> {
                if (store.count(tx, tenant) >= MOST) {
                    throw Refusal.conflict("TOO_MANY_HEARTBEATS", "there are " + MOST + " heartbeats, at most that");
                }
                store.insert(tx, tenant, made, Hashes.sha256Hex(token));
                audit.record(tx, caller, Entry.created("heartbeat.created", TYPE, made.id(), made));
                return new MadeHeartbeat(made, token);
            });
        } catch (SqlFailure e) {
            if (e.isDuplicate()) {
                throw Refusal.conflict("NAME_TAKEN", "another heartbeat is called " + wanted.name());
            }
            throw e;
        }
    }

    void remove(Caller caller, TenantId tenant, UUID id) {
        Heartbeat gone = realm.in(tenant, tx -> {
            Heartbeat deleted = store.delete(tx, tenant, id).orElseThrow(() -> Refusal.notFound(TYPE, id));
            audit.record(tx, caller, Entry.removed("heartbeat.removed", TYPE, id, deleted));
            return deleted;
        });
        if (gone.missed()) {
            known.found(expected(tenant, gone), Level.OK);
        }
    }

    /// A sign of life came from somebody who knows the token.
    void beat(String token) {
        Instant now = clock.instant();
        Beat beat = realm.all(tx -> store.beat(tx, Hashes.sha256Hex(token), now))
                .orElseThrow(() -> Refusal.notFound(TYPE, "of this token"));
        if (beat.wasMissed()) {
            known.found(expected(beat.kept().tenant(), beat.kept().heartbeat()), Level.OK);
        }
    }

    /// Looks for those that did not come. Those that may have come while nobody could hear them are waited for anew.
    void pass() {
        Instant now = clock.instant();
        long nanos = System.nanoTime();
        boolean deaf = nanos - passedNanos > DEAF.toNanos();
        List<Kept> missed = realm.all(tx -> {
            Optional<Instant> heard = store.heard(tx, now);
            if (deaf && heard.filter(at -> at.plus(DEAF).isBefore(now)).isPresent()) {
                store.excuse(tx, now);
            }
            return store.miss(tx, now);
        });
        passedNanos = nanos;
        missed.forEach(this::tell);
    }

    /// The clock was set back.
    void setBack(Tx tx, Instant now) {
        store.setBack(tx, now);
    }

    /// Tells again of those that are missed, and of those that are not though an alert says so; told twice it has no
    /// second effect.
    void tellAgain() {
        List<Expected> alerts = known.missed(); // Read first: what is missed only later is not ended.
        List<Kept> missed = realm.all(store::missed);
        missed.forEach(this::tell);
        Set<UUID> ids = missed.stream().map(one -> one.heartbeat().id()).collect(Collectors.toSet());
        alerts.stream().filter(one -> !ids.contains(one.id())).forEach(one -> known.found(one, Level.OK));
    }

    private void tell(Kept kept) {
        known.found(expected(kept.tenant(), kept.heartbeat()), kept.heartbeat().level());
    }

    private static Expected expected(TenantId tenant, Heartbeat heartbeat) {
        return new Expected(tenant, heartbeat.id(), heartbeat.name(), heartbeat.lastAt());
    }
}
