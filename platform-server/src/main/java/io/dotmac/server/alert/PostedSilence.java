package io.dotmac.server.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewSilence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A silence as amtool sends it.
///
/// @param id of the one that is changed; absent or empty for a new one
/// @param matchers that must all hold
/// @param startsAt from when
/// @param endsAt until when
/// @param createdBy author
/// @param comment reason
record PostedSilence(
        Optional<String> id,
        List<Part> matchers,
        @JsonProperty("startsAt") Instant startsAt,
        @JsonProperty("endsAt") Instant endsAt,
        @JsonProperty("createdBy") String createdBy,
        String comment) {
    PostedSilence {
        matchers = List.copyOf(matchers);
    }

    /// A matcher, which older tools send without `isEqual`.
    record Part(
            String name,
            String value,
            @JsonProperty("isRegex") boolean isRegex,
            @JsonProperty("isEqual") Optional<Boolean> isEqual) {}

    Optional<UUID> known() {
        return id.filter(text -> !text.isEmpty()).map(UUID::fromString);
    }

    NewSilence wanted() {
        List<Matcher> parts = matchers.stream()
                .map(part -> new Matcher(part.name, part.value, part.isRegex, part.isEqual.orElse(true)))
                .toList();
        return new NewSilence(parts, Optional.of(startsAt), endsAt, comment);
    }
}
