package io.dotmac.agent.collect.kubernetes;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The last warning of each thing, for ten minutes. Used under a lock.
final class Warnings {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final int MOST = 2_000;

    private final Map<String, Warning> byUid = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Warning> eldest) {
            return size() > MOST;
        }
    };

    /// A warning.
    ///
    /// @param uid of the thing
    /// @param at cluster's clock
    /// @param text reason and message
    record Warning(String uid, Instant at, String text) {
        static Warning from(CoreV1Event event, Instant otherwise) {
            V1ObjectReference about = event.getInvolvedObject();
            Instant at = Optional.ofNullable(event.getLastTimestamp())
                    .or(() -> Optional.ofNullable(event.getEventTime()))
                    .or(() -> Optional.ofNullable(event.getFirstTimestamp()))
                    .map(OffsetDateTime::toInstant)
                    .orElse(otherwise);
            return new Warning(
                    about == null ? "" : PodJudge.text(about.getUid(), ""),
                    at,
                    PodJudge.line(PodJudge.text(event.getReason(), "Warning") + ": "
                            + PodJudge.text(event.getMessage(), "no message")));
        }
    }

    void add(Warning warning) {
        Warning last = byUid.get(warning.uid());
        if (!warning.uid().isEmpty() && (last == null || !warning.at().isBefore(last.at()))) {
            byUid.put(warning.uid(), warning);
        }
    }

    Optional<String> of(String uid, Instant now) {
        return Optional.ofNullable(byUid.get(uid))
                .filter(warning -> warning.at().isAfter(now.minus(FRESH)))
                .map(Warning::text);
    }
}
