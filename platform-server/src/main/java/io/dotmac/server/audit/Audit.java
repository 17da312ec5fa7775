package io.dotmac.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dotmac.model.Json;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.telemetry.LogKeys;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/// Who did what. Entries are part of the transaction that makes the change: both are kept, or neither.
///
/// An entry of a tenant's transaction goes to the tenant's chain, any other to the platform's; what platform staff do
/// to a tenant is told in both. Safe for use by several threads.
public final class Audit {
    private static final Pattern SECRET =
            Pattern.compile(".*(password|secret|token|private_key|recovery_codes?|totp).*");
    private static final String MASK = "***";

    private final Clock clock;

    /// Writes nothing yet.
    public Audit(Clock clock) {
        this.clock = clock;
    }

    /// Notes what `caller` does in `tx`.
    public void record(Tx tx, Caller caller, Entry entry) {
        record(tx, Actor.of(caller), entry);
    }

    /// Notes what is done in `tx` where there is no caller: by the program itself, or by somebody unknown.
    ///
    /// It is written right before the commit, since a chain is held from then until the transaction's end.
    public void record(Tx tx, Actor actor, Entry entry) {
        AuditRow row = row(Chain.of(tx), actor, entry);
        tx.beforeCommit(() -> AuditStore.append(tx, row));
        if (actor.staff() && tx.tenant().isPresent()) {
            AuditRow ofStaff = row(Chain.PLATFORM, actor, entry);
            tx.beforeCommit(() -> AuditStore.append(tx, ofStaff));
        }
    }

    private AuditRow row(Chain chain, Actor actor, Entry entry) {
        return new AuditRow(
                chain,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                actor.kind(),
                actor.id(),
                actor.role(),
                entry.action(),
                entry.targetType(),
                entry.targetId(),
                json(entry.before()),
                json(entry.after()),
                context(LogKeys.REQUEST_ID),
                context(LogKeys.ADDRESS));
    }

    private static String context(String key) {
        return Optional.ofNullable(MDC.get(key)).orElse("");
    }

    private static Optional<String> json(Optional<Object> value) {
        return value.map(one -> {
            JsonNode tree = Json.mapper().valueToTree(one);
            mask(tree);
            return CanonicalJson.of(tree);
        });
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (SECRET.matcher(field.getKey()).matches()
                        && !field.getValue().isNull()) {
                    field.setValue(Json.mapper().getNodeFactory().textNode(MASK));
                }
            });
        }
        node.forEach(Audit::mask);
    }
}
