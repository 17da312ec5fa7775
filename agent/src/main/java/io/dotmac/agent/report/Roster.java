package io.dotmac.agent.report;

import io.dotmac.model.report.Inventory.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/// Everything of one kind that collectors found, and what of it the server was not yet told. Used under a lock.
///
/// @param <S> kind of state
final class Roster<S> {
    /// Everything is told anew this often, whatever got lost on the way.
    private static final long COMPLETE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Function<S, String> name;
    private final BiPredicate<S, S> urgent;
    private final Map<String, S> byName = new LinkedHashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final Set<String> gone = new HashSet<>();
    private boolean pressing;
    private boolean listed;
    private boolean everComplete;
    private long completeAt;

    /// @param urgent whether a change must be told at once
    Roster(Function<S, String> name, BiPredicate<S, S> urgent) {
        this.name = name;
        this.urgent = urgent;
    }

    /// Whether that must be told at once.
    boolean put(S state) {
        String key = name.apply(state);
        S before = byName.put(key, state);
        gone.remove(key);
        changed.add(key);
        boolean now = before == null || urgent.test(before, state);
        pressing |= now;
        return now;
    }

    boolean remove(String key) {
        changed.remove(key);
        if (byName.remove(key) == null) {
            return false;
        }
        gone.add(key);
        pressing = true;
        return true;
    }

    /// From now on what is here is all that there is.
    void listed() {
        listed = true;
        pressing = true;
    }

    boolean pressing() {
        return pressing;
    }

    /// What is to be told now; everything when the time for that has come.
    Part<S> take(long nanoTime) {
        boolean complete = listed && (!everComplete || nanoTime - completeAt >= COMPLETE_NANOS);
        List<S> states = new ArrayList<>();
        byName.forEach((key, state) -> {
            if (complete || changed.contains(key)) {
                states.add(state);
            }
        });
        Part<S> part = new Part<>(complete, states, List.copyOf(gone));
        if (complete) {
            everComplete = true;
            completeAt = nanoTime;
        }
        changed.clear();
        gone.clear();
        pressing = false;
        return part;
    }
}
