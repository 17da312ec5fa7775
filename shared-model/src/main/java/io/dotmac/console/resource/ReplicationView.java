package io.dotmac.console.resource;

import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.resource.Section.Field;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Copies and how far they are behind.
final class ReplicationView implements SeenView<LiveRow.Replication> {
    private final List<Column<Seen<LiveRow.Replication>>> columns = List.of(
            Column.text("standby", "STANDBY", 18, 10, row -> link(row).standby()),
            Column.<Seen<LiveRow.Replication>>text(
                            "state", "STATE", 11, 10, row -> Words.of(link(row).state()))
                    .coloured(this::severity),
            Column.text("sync", "SYNC", 8, 6, row -> link(row).sync()),
            Column.<Seen<LiveRow.Replication>>number(
                            "lag", "LAG", 9, 8, Kind.SECONDS, row -> link(row).lagSeconds())
                    .worded(row -> Words.lag(link(row)))
                    .coloured(this::severity),
            Column.number(
                    "bytes",
                    "BYTES",
                    7,
                    7,
                    Kind.BYTES,
                    row -> link(row).lagBytes().map(Long::doubleValue)),
            Column.number(
                    "slot-keeps",
                    "SLOT KEEPS",
                    10,
                    10,
                    Kind.BYTES,
                    row -> link(row).slotKeepsBytes().map(Long::doubleValue)),
            Column.severity(this::severity),
            Column.text("primary", "PRIMARY", 18, 10, row -> link(row).primary()),
            Column.number(
                    "age",
                    "AGE",
                    7,
                    6,
                    Kind.AGE,
                    row -> Optional.of(row.ageOf(link(row).since()).toMillis() / 1000.0)),
            Column.text("summary", "SUMMARY", 44, 16, row -> link(row).summary()),
            Column.<Seen<LiveRow.Replication>>text(
                            "kind", "KIND", 20, 8, row -> Words.of(link(row).kind()))
                    .onlyWide(),
            Column.<Seen<LiveRow.Replication>>text(
                            "slot", "SLOT", 16, 8, row -> link(row).slot().orElse(""))
                    .onlyWide(),
            Column.<Seen<LiveRow.Replication>>text(
                            "node", "SEEN FROM", 16, 9, row -> row.row().nodeName())
                    .onlyWide(),
            Column.<Seen<LiveRow.Replication>>text(
                            "tenant", "TENANT", 12, 8, row -> row.row().tenant())
                    .onlyWide());

    @Override
    public String id() {
        return "replication";
    }

    @Override
    public String title() {
        return "Replication";
    }

    @Override
    public String singular() {
        return "link";
    }

    @Override
    public List<String> aliases() {
        return List.of("repl", "rep", "standby", "standbys");
    }

    @Override
    public List<Column<Seen<LiveRow.Replication>>> columns() {
        return columns;
    }

    @Override
    public Topic topic() {
        return Topic.REPLICATION;
    }

    @Override
    public Keys chord() {
        return Keys.parse("g r");
    }

    @Override
    public List<Seen<LiveRow.Replication>> rows(Snapshot snapshot, Instant now) {
        return snapshot.replication(now);
    }

    @Override
    public List<Section> detail(Seen<LiveRow.Replication> row) {
        ReplicationLink link = link(row);
        List<Field> state = new ArrayList<>();
        state.add(new Field("State", Words.of(link.state()), severity(row)));
        state.add(Field.of("Since", Ages.of(row.ageOf(link.since()))));
        state.add(Field.of("Summary", link.summary()));
        state.add(new Field("Lag", Words.lag(link), severity(row)));
        link.lagBytes().ifPresent(bytes -> state.add(Field.of("Behind by", Units.bytes(bytes))));
        link.reason().ifPresent(reason -> state.add(Field.of("Unknown because", Words.of(reason))));
        state.add(new Field("Last heard", Words.heard(row), Words.staleOnly(row)));
        List<Field> ends = new ArrayList<>();
        ends.add(Field.of("Primary", link.primary()));
        ends.add(Field.of("Standby", link.standby()));
        ends.add(Field.of("Kind", Words.of(link.kind())));
        ends.add(Field.of("Sync", link.sync()));
        link.slot().ifPresent(slot -> ends.add(Field.of("Slot", slot)));
        link.slotKeepsBytes().ifPresent(bytes -> ends.add(Field.of("Slot keeps", Units.bytes(bytes))));
        ends.add(Field.of("Cluster", link.cluster()));
        ends.add(Field.of("Seen from", row.row().nodeName()));
        ends.add(Field.of("Tenant", row.row().tenant()));
        List<Section> sections = new ArrayList<>(List.of(new Section("State", state), new Section("Link", ends)));
        if (!link.facts().isEmpty()) {
            sections.add(new Section("What the probe read", Words.facts(link.facts())));
        }
        return List.copyOf(sections);
    }

    private static ReplicationLink link(Seen<LiveRow.Replication> row) {
        return row.row().link();
    }
}
