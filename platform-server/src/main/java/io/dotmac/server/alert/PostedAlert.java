package io.dotmac.server.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// An alert as Prometheus sends it.
///
/// @param labels that tell it apart
/// @param annotations further texts
/// @param startsAt when it began
/// @param endsAt when it ended, or will count as ended unless it is sent again
/// @param generatorUrl where it came from
record PostedAlert(
        Map<String, String> labels,
        Optional<Map<String, String>> annotations,
        @JsonProperty("startsAt") Optional<Instant> startsAt,
        @JsonProperty("endsAt") Optional<Instant> endsAt,
        @JsonProperty("generatorURL") Optional<String> generatorUrl) {
    private static final int MOST = 64;
    private static final int LONGEST = 4_096;

    PostedAlert {
        startsAt = startsAt.filter(PostedAlert::isTime);
        endsAt = endsAt.filter(PostedAlert::isTime);
        labels = Map.copyOf(labels);
        annotations = annotations.map(Map::copyOf);
        if (labels.values().stream().allMatch(String::isEmpty)) {
            throw new IllegalArgumentException("labels are empty, at least one must have a value");
        }
        check("labels", labels);
        annotations.ifPresent(texts -> check("annotations", texts));
    }

    /// Go's zero time stands for none.
    private static boolean isTime(Instant time) {
        return time.isAfter(Instant.EPOCH);
    }

    private static void check(String part, Map<String, String> texts) {
        if (texts.size() > MOST) {
            throw new IllegalArgumentException(part + " has " + texts.size() + " entries, at most " + MOST);
        }
        texts.forEach((name, value) -> {
            if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]{0,127}") || value.length() > LONGEST || value.indexOf(0) >= 0) {
                throw new IllegalArgumentException(part + " has an entry whose name or value is not allowed");
            }
        });
    }
}
