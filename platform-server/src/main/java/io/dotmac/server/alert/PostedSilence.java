package io.dotmac.server.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewSilence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

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
    private static final Pattern UUIDS = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    PostedSilence {
        matchers = List.copyOf(matchers);
        id = id.filter(text -> !text.isEmpty());
        if (id.filter(text -> !UUIDS.matcher(text).matches()).isPresent()) {
            throw new IllegalArgumentException("id is " + id.get() + ", must be the id of a silence, or absent");
        }
        var _ = wanted(matchers, startsAt, endsAt, comment);
    }

    /// A matcher, which older tools send without `isEqual`.
    record Part(
            String name,
            String value,
            @JsonProperty("isRegex") boolean isRegex,
            @JsonProperty("isEqual") Optional<Boolean> isEqual) {}

    Optional<UUID> known() {
        return id.map(UUID::fromString);
    }

    NewSilence wanted() {
        return wanted(matchers, startsAt, endsAt, comment);
    }

    private static NewSilence wanted(List<Part> matchers, Instant startsAt, Instant endsAt, String comment) {
        List<Matcher> parts = matchers.stream()
                .map(part -> new Matcher(part.name, part.value, part.isRegex, part.isEqual.orElse(true)))
                .toList();
        return new NewSilence(parts, Optional.of(startsAt), endsAt, comment);
    }
}
