package io.dotmac.server.platform.event;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// A fact. What concerns one aggregate is told in the order in which it became true.
///
/// @param id by which a consumer knows it again
/// @param type feature and verb in the past tense, `invoice.paid`
/// @param aggregate whom it concerns, `invoice/1234`
/// @param tenant whose; absent for the platform's
/// @param payload JSON
/// @param requestId of the request that caused it, or empty
public record Event(
        UUID id, String type, String aggregate, Optional<TenantId> tenant, String payload, String requestId) {
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+");
    private static final int MAX_AGGREGATE = 200;

    /// Checks the form.
    public Event {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("event type is " + type + ", must match " + TYPE.pattern());
        }
        if (aggregate.isBlank() || aggregate.length() > MAX_AGGREGATE) {
            throw new IllegalArgumentException("aggregate of " + type + " must have 1 to 200 characters");
        }
    }

    /// A new fact; its tenant and request are filled in when it is published.
    ///
    /// @param payload a wire record
    public static Event of(String type, String aggregateType, Object aggregateId, Object payload) {
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        return new Event(id, type, aggregateType + "/" + aggregateId, Optional.empty(), Json.text(payload), "");
    }

    /// The payload as a wire record.
    public <T> T payload(Class<T> type) {
        return Json.read(payload, type);
    }
}
