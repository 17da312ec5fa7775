package io.dotmac.tui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.tui.kit.Table.Cell;
import io.dotmac.tui.kit.Table.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WidthsTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("ALERT", 19, 12, false, false, false),
            new Column("TARGET", 14, 8, false, false, false),
            new Column("AGE", 7, 6, true, false, false),
            new Column("OWNER", 10, 6, false, false, false),
            new Column("SUMMARY", 30, 16, false, true, false),
            new Column("COUNT", 6, 5, true, false, true));

    private final Widths widths = new Widths();

    @Test
    void nameIsToldWholeBeforeASentenceGetsMoreThanItsShare() {
        Map<String, Integer> laid = lay(
                100,
                "redis-down",
                "orders-db/archive-replica-3",
                "5 min",
                "",
                "Redis is down since the hoster moved it");

        assertThat(laid).containsEntry("TARGET", 27).containsEntry("ALERT", 10).containsEntry("OWNER", 5);
        assertThat(laid.get("SUMMARY")).isEqualTo(100 - 27 - 10 - 5 - 7 - 6 - 10);
    }

    @Test
    void sentenceKeepsItsShareWhereRoomIsShort() {
        Map<String, Integer> laid = lay(
                78,
                "replication-slot-retains",
                "orders-db/archive-replica-3",
                "5 min",
                "Ada Okafor",
                "Redis is down since the hoster moved it");

        assertThat(laid.get("SUMMARY")).isGreaterThanOrEqualTo(16);
        assertThat(laid.values().stream().mapToInt(width -> width).sum() + 2 * (laid.size() - 1))
                .isLessThanOrEqualTo(78);
    }

    @Test
    void whatAColumnOnceNeededItKeepsUntilTheRoomChanges() {
        lay(100, "redis-down", "orders-db/archive-replica-3", "5 min", "", "down");

        assertThat(lay(100, "redis-down", "sessions", "5 min", "", "down")).containsEntry("TARGET", 27);
        assertThat(lay(101, "redis-down", "sessions", "5 min", "", "down")).containsEntry("TARGET", 8);
    }

    @Test
    void numbersKeepTheirRoom() {
        assertThat(lay(100, "redis-down", "sessions", "1 s", "", "down")).containsEntry("AGE", 7);
    }

    @Test
    void columnForWideScreensComesWhereAllOthersHaveWhatTheyNeed() {
        assertThat(lay(60, "redis-down", "sessions", "1 s", "", "Redis is down and more"))
                .doesNotContainKey("COUNT");
        assertThat(lay(80, "redis-down", "sessions", "1 s", "", "Redis is down and more"))
                .containsKey("COUNT");
    }

    /// Widths by title.
    private Map<String, Integer> lay(int room, String... texts) {
        Ink ink = Ink.PLAIN;
        List<Cell> row = new java.util.ArrayList<>(
                Arrays.stream(texts).map(text -> Cell.of(text, ink)).toList());
        row.add(Cell.of("12", ink));
        Map<String, Integer> laid = new TreeMap<>();
        widths.lay(COLUMNS, List.of(row), room)
                .forEach(one -> laid.put(COLUMNS.get(one.index()).title(), one.width()));
        return laid;
    }
}
