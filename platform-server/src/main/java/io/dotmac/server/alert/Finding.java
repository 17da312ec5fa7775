package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How something is now, as far as an evaluator can tell. It says what is, not what changed: told twice, or by two
/// servers, it has no second effect.
///
/// @param tenant whose
/// @param fingerprint of the alert that it is about
/// @param rule of the alert
/// @param level `OK` when there is nothing wrong
/// @param summary one line for an operator
/// @param labels of the alert
/// @param annotations further texts
/// @param value that was measured
/// @param at since when it is so
/// @param endsAt when it ends unless told again, or ended
/// @param flapping whether it comes and goes
/// @param stale whether it cannot be checked now
/// @param external whether somebody outside told it
/// @param generator link to where it came from, or empty
/// @param detail why, where its level and summary do not say; or empty
record Finding(
        TenantId tenant,
        String fingerprint,
        String rule,
        Level level,
        String summary,
        Map<String, String> labels,
        Map<String, String> annotations,
        Optional<Double> value,
        Instant at,
        Optional<Instant> endsAt,
        boolean flapping,
        boolean stale,
        boolean external,
        String generator,
        String detail) {
    Finding {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /// That what an alert tells of is over, because there is no such thing any more.
    static Finding over(TenantId tenant, Alert alert, Instant now) {
        return new Finding(
                tenant,
                alert.fingerprint(),
                alert.rule(),
                Level.OK,
                alert.summary(),
                alert.labels(),
                Map.of(),
                Optional.empty(),
                now,
                Optional.empty(),
                false,
                false,
                false,
                "",
                "");
    }
}
