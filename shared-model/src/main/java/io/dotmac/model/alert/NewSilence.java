package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A silence that somebody asks for.
///
/// @param matchers that must all hold
/// @param startsAt from when; now when absent
/// @param endsAt until when
/// @param reason why
public record NewSilence(List<Matcher> matchers, Optional<Instant> startsAt, Instant endsAt, String reason) {
    private static final Duration LONGEST = Duration.ofDays(366);

    /// Refuses what would silence everything, or for ever.
    public NewSilence {
        matchers = List.copyOf(matchers);
        Check.name("reason", reason, 500);
        if (matchers.isEmpty() || matchers.size() > 20) {
            throw new IllegalArgumentException("matchers has " + matchers.size() + " entries, must have 1 to 20");
        }
        Matcher.checkEnd(matchers);
        if (startsAt.isPresent() && !endsAt.isAfter(startsAt.get())) {
            throw new IllegalArgumentException("ends_at must be after starts_at");
        }
        if (startsAt.isPresent() && Duration.between(startsAt.get(), endsAt).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a silence lasts at most " + LONGEST.toDays() + " days");
        }
    }
}
