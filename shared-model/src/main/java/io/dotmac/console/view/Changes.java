package io.dotmac.console.view;

import io.dotmac.console.view.TableViewModel.Cell;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Remembers for a second which cells changed, so that they can flash. Not safe for several threads.
final class Changes {
    private static final Duration FLASH = Duration.ofSeconds(1);

    private final Map<String, String[]> textsByKey = new HashMap<>();
    private final Map<String, Instant[]> changedByKey = new HashMap<>();

    /// Cells of a row with their flashes.
    ///
    /// @param steady by column, whether it counts (an age does not)
    List<Cell> mark(String key, List<Cell> cells, boolean[] steady, Instant now) {
        String[] before = textsByKey.get(key);
        String[] texts = cells.stream().map(Cell::text).toArray(String[]::new);
        textsByKey.put(key, texts);
        if (before == null || before.length != texts.length) {
            return cells;
        }
        for (int i = 0; i < texts.length; i++) {
            if (steady[i] && !texts[i].equals(before[i])) {
                changedByKey.computeIfAbsent(key, _ -> new Instant[texts.length])[i] = now;
            }
        }
        Instant[] changed = changedByKey.get(key);
        return changed == null ? cells : flashing(key, cells, changed, now);
    }

    /// Forgets rows that are gone.
    void keepOnly(Set<String> keys) {
        textsByKey.keySet().retainAll(keys);
        changedByKey.keySet().retainAll(keys);
    }

    private List<Cell> flashing(String key, List<Cell> cells, Instant[] changed, Instant now) {
        Cell[] marked = cells.toArray(Cell[]::new);
        boolean any = false;
        for (int i = 0; i < marked.length; i++) {
            Instant at = changed[i];
            if (at != null && Duration.between(at, now).compareTo(FLASH) < 0) {
                marked[i] = new Cell(marked[i].text(), marked[i].severity(), true);
                any = true;
            }
        }
        if (!any) {
            changedByKey.remove(key);
        }
        return List.of(marked);
    }
}
