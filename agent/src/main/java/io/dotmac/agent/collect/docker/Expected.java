package io.dotmac.agent.collect.docker;

import io.dotmac.agent.config.DockerConfig.Wanted;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Containers that should be there: one whose image could not be pulled never shows in the engine. For use under the
/// lock of [ContainerBook].
final class Expected {
    private final List<Wanted> wanted;
    private final Map<String, ContainerState> absentByName = new HashMap<>();
    private final Map<String, String> lastCauseByName = new HashMap<>();

    Expected(List<Wanted> wanted) {
        this.wanted = List.copyOf(wanted);
    }

    /// Remembers why one was not well, for the time when it is no more.
    void gone(String name, String cause) {
        if (!cause.isEmpty() && wanted.stream().anyMatch(each -> each.name().equals(name))) {
            lastCauseByName.put(name, cause);
        }
    }

    /// Those that are wanted and not there.
    List<Wanted> absent(Collection<Inspected> present) {
        return wanted.stream()
                .filter(each -> present.stream().noneMatch(one -> fits(each, one)))
                .toList();
    }

    private static boolean fits(Wanted wanted, Inspected one) {
        if (wanted.name().equals(one.name())) {
            return true;
        }
        return wanted.project().isPresent()
                && wanted.project().equals(one.project())
                && wanted.service().equals(one.service());
    }

    /// What is to be told.
    ///
    /// @param missing are missing from now on
    /// @param found are missing no more
    record News(List<ContainerState> missing, Set<String> found) {}

    /// @param imageByName whether a missing one's image is here, where that is known
    News news(List<Wanted> absent, Map<String, Boolean> imageByName, String runtime, Instant now) {
        Set<String> found = new HashSet<>(absentByName.keySet());
        absent.forEach(each -> found.remove(each.name()));
        found.forEach(absentByName::remove);
        List<ContainerState> missing = absent.stream()
                .map(each -> state(each, Optional.ofNullable(imageByName.get(each.name())), runtime, now))
                .filter(state -> !state.cause().equals(causeOf(state.name())))
                .toList();
        missing.forEach(state -> absentByName.put(state.name(), state));
        return new News(missing, found);
    }

    private String causeOf(String name) {
        ContainerState told = absentByName.get(name);
        return told == null ? "" : told.cause();
    }

    private ContainerState state(Wanted wanted, Optional<Boolean> hasImage, String runtime, Instant now) {
        String image = wanted.image().orElse("");
        String why = lastCauseByName.containsKey(wanted.name())
                ? "it was removed; before that: " + lastCauseByName.get(wanted.name())
                : hasImage.map(here -> here
                                ? "its image is here, it was never created or was removed"
                                : "image " + image + " is not here, its pull failed or was never tried")
                        .orElse("never created, or removed");
        ContainerState told = absentByName.get(wanted.name());
        return new ContainerState(
                wanted.name(),
                runtime,
                "",
                Tracked.cut(image, 512),
                ContainerPhase.ABSENT,
                Health.DOWN,
                Severity.CRITICAL,
                Optional.empty(),
                Tracked.cut("expected, absent: " + why, 500),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                wanted.project(),
                wanted.service(),
                List.of(),
                told == null ? now : told.since(),
                now,
                Map.of());
    }
}
