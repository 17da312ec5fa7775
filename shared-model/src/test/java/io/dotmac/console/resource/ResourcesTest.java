package io.dotmac.console.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.console.live.Samples;
import io.dotmac.console.live.Seen;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResourcesTest {
    private static final Instant NOW = Instant.parse("2026-03-20T10:00:00Z");

    private final LiveRow.Replication wire = Samples.link(Samples.DB_1, "standby-1", 18.4, Severity.MAJOR, NOW);
    private final Seen<LiveRow.Replication> link = new Seen<>(wire, NOW, NOW, Duration.ZERO, false, false);

    @Test
    void everyTableNamesItsDefaultSort() {
        assertThat(Resources.ALL)
                .allSatisfy(view -> assertThat(view.column(view.defaultSort())).isPresent());
    }

    @Test
    void namesAliasesAndKeysAreUnique() {
        assertThat(Resources.ALL).extracting(ResourceView::chord).doesNotHaveDuplicates();
        assertThat(Resources.named("deps").orElseThrow()).isSameAs(Resources.DEPENDENCIES);
        assertThat(Resources.named("NODE").orElseThrow()).isSameAs(Resources.NODES);
        assertThat(Resources.named("tenants")).isEmpty();
    }

    @Test
    void columnsThatAreAlwaysShownFitTheirNeedsIn80Signs() {
        assertThat(Resources.ALL).allSatisfy(view -> {
            int signs = view.columns().stream()
                    .filter(column -> !column.wide())
                    .filter(column ->
                            !column.id().equals("summary") && !column.id().equals("severity"))
                    .mapToInt(column -> column.min() + 1)
                    .sum();
            assertThat(signs).as(view.id()).isLessThanOrEqualTo(80);
        });
    }

    @Test
    void unknownLagIsNeverZero() {
        Seen<LiveRow.Replication> cut = new Seen<>(
                Samples.link(Samples.DB_1, "standby-1", null, Severity.STALE, NOW),
                NOW,
                NOW,
                Duration.ZERO,
                false,
                false);
        Column<Seen<LiveRow.Replication>> lag =
                Resources.REPLICATION.column("lag").orElseThrow();

        assertThat(lag.text(cut)).isEqualTo("unknown");
        assertThat(lag.sortKey(cut).absent()).isTrue();
        assertThat(lag.text(link)).isEqualTo("18.4 s");
    }

    @Test
    void detailTellsTheStateTheLinkAndItsSource() {
        assertThat(Resources.REPLICATION.detail(link))
                .extracting(Section::title)
                .containsExactly("State", "Link");
        assertThat(Resources.REPLICATION.detail(link).getFirst().fields())
                .contains(new Section.Field("Lag", "18.4 s", Severity.MAJOR))
                .contains(Section.Field.of("Since", "1 min"));
    }

    @Test
    void staleDependencyTellsSoInItsDetail() {
        Seen<LiveRow.Dependency> redis = new Seen<>(
                Samples.redis(Samples.DB_1, "lag-db-1", Health.UP, NOW),
                NOW,
                NOW.plusSeconds(40),
                Duration.ZERO,
                true,
                false);

        assertThat(Resources.DEPENDENCIES.detail(redis).getFirst().fields())
                .contains(new Section.Field("Health", "up", Severity.STALE))
                .contains(new Section.Field("Last heard", "40 s ago", Severity.STALE));
    }

    @Test
    void ageDoesNotDependOnTheAgentsClock() {
        Seen<LiveRow.Replication> tenMinutesAhead =
                new Seen<>(wire, NOW, NOW.minusSeconds(600), Duration.ofMinutes(10), false, false);

        assertThat(Resources.REPLICATION.column("age").orElseThrow().text(tenMinutesAhead))
                .isEqualTo(Resources.REPLICATION.column("age").orElseThrow().text(link));
    }

    @Test
    void recordIsTheSameAsJsonAndYaml() {
        assertThat(Json.read(RowText.json(wire), LiveRow.class)).isEqualTo(wire);
        assertThat(RowText.yaml(wire)).contains("lag_seconds: 18.4").doesNotStartWith("---");
        assertThat(RowText.json(List.of(wire, wire))).startsWith("[").endsWith("]");
    }

    @Test
    void tableIsAligned() {
        List<String> lines =
                RowText.table(Resources.REPLICATION, List.of(link)).lines().toList();

        assertThat(lines.getFirst()).startsWith("STANDBY");
        assertThat(lines.get(1).indexOf("streaming")).isEqualTo(lines.getFirst().indexOf("STATE"));
    }

    @Test
    void spreadsheetFormulaIsDisarmed() {
        Seen<LiveRow.Node> seen = new Seen<>(
                Samples.node(Samples.DB_1, "=cmd|' /C calc'!A0, \"x\"", NOW), NOW, NOW, Duration.ZERO, false, false);

        String csv = RowText.csv(Resources.NODES, List.of(new NodeRow(seen, Optional.empty())));

        assertThat(csv).startsWith("name,state,").contains("\r\n\"'=cmd|' /C calc'!A0, \"\"x\"\"\",");
    }
}
