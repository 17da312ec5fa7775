package io.dotmac.server.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;

/// A row of a chain, without its place in it.
///
/// @param chain whose
/// @param at when, in microseconds
/// @param actorKind who
/// @param actorId who
/// @param actorRole as what
/// @param action what was done
/// @param targetType to what
/// @param targetId to what
/// @param before canonical JSON, absent where there was nothing
/// @param after canonical JSON, absent where there is nothing
/// @param requestId of the request, empty where there was none
/// @param address that the request came from, empty where there was none
record AuditRow(
        Chain chain,
        Instant at,
        String actorKind,
        Optional<UUID> actorId,
        String actorRole,
        String action,
        String targetType,
        String targetId,
        Optional<String> before,
        Optional<String> after,
        String requestId,
        String address) {
    /// What the hash is taken of: every column, so that none can be changed unseen.
    String canonical() {
        SequencedMap<String, String> fields = new LinkedHashMap<>(); // in the order of RFC 8785
        fields.put("action", CanonicalJson.quoted(action));
        fields.put(
                "actor_id",
                actorId.map(id -> CanonicalJson.quoted(id.toString())).orElse("null"));
        fields.put("actor_kind", CanonicalJson.quoted(actorKind));
        fields.put("actor_role", CanonicalJson.quoted(actorRole));
        fields.put("address", CanonicalJson.quoted(address));
        after.ifPresent(json -> fields.put("after", json)); // absent is something else than the value null
        fields.put("at", CanonicalJson.quoted(at.toString()));
        before.ifPresent(json -> fields.put("before", json));
        fields.put("request_id", CanonicalJson.quoted(requestId));
        fields.put("target_id", CanonicalJson.quoted(targetId));
        fields.put("target_type", CanonicalJson.quoted(targetType));
        fields.put("tenant_id", CanonicalJson.quoted(chain.id().toString()));
        StringBuilder out = new StringBuilder("{");
        fields.forEach((name, json) -> out.append(out.length() == 1 ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(json));
        return out.append('}').toString();
    }
}
