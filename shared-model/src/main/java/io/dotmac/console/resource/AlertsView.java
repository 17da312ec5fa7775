package io.dotmac.console.resource;

import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.resource.Section.Field;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is wrong now.
final class AlertsView implements SeenView<LiveRow.Alert> {
    private final List<Column<Seen<LiveRow.Alert>>> columns = List.of(
            Column.text("rule", "ALERT", 19, 12, row -> alert(row).rule()),
            Column.severity(this::severity),
            Column.text("node", "NODE", 14, 8, row -> alert(row).label("node")),
            Column.text("target", "TARGET", 14, 8, row -> place(alert(row))),
            Column.number(
                    "age",
                    "AGE",
                    7,
                    6,
                    Kind.AGE,
                    row -> Optional.of(row.ageOf(alert(row).startsAt()).toMillis() / 1000.0)),
            Column.text("mark", "MARK", 10, 8, row -> marks(alert(row))),
            Column.text("owner", "OWNER", 10, 6, row -> owner(alert(row))),
            Column.text("summary", "SUMMARY", 44, 16, row -> alert(row).summary()),
            Column.<Seen<LiveRow.Alert>>number(
                            "count",
                            "COUNT",
                            6,
                            5,
                            Kind.COUNT,
                            row -> Optional.of((double) alert(row).count()))
                    .onlyWide(),
            Column.<Seen<LiveRow.Alert>>text(
                            "tenant", "TENANT", 12, 8, row -> row.row().tenant())
                    .onlyWide());

    @Override
    public String id() {
        return "alerts";
    }

    @Override
    public String title() {
        return "Alerts";
    }

    @Override
    public String none() {
        return "no alert";
    }

    @Override
    public String singular() {
        return "alert";
    }

    @Override
    public List<String> aliases() {
        return List.of();
    }

    @Override
    public List<Column<Seen<LiveRow.Alert>>> columns() {
        return columns;
    }

    @Override
    public Topic topic() {
        return Topic.ALERTS;
    }

    @Override
    public Keys chord() {
        return Keys.parse("g a");
    }

    @Override
    public List<Seen<LiveRow.Alert>> rows(Snapshot snapshot, Instant now) {
        return snapshot.alerts(now);
    }

    @Override
    public List<Section> detail(Seen<LiveRow.Alert> row) {
        Alert alert = alert(row);
        List<Field> state = new ArrayList<>();
        state.add(new Field("Level", Words.of(alert.level()), severity(row)));
        state.add(Field.of("Summary", alert.summary()));
        state.add(Field.of(
                "Began", Ages.of(row.ageOf(alert.startsAt())) + " ago, for the " + ordinal(alert.episode()) + " time"));
        alert.value().ifPresent(value -> state.add(Field.of("Value", Units.number(value))));
        state.add(Field.of("Reported", Units.counted(alert.count(), "time")));
        if (alert.flapping()) {
            state.add(new Field("Flapping", "comes and goes, so it is held", Severity.MINOR));
        }
        if (alert.stale()) {
            state.add(new Field("Stale", "cannot be checked now", Severity.STALE));
        }
        List<Field> people = new ArrayList<>();
        alert.ack().ifPresent(ack -> {
            people.add(Field.of("Seen by", ack.name() + ", " + Ages.of(row.ageOf(ack.at())) + " ago"));
            if (!ack.why().isEmpty()) {
                people.add(Field.of("Who says", ack.why()));
            }
            ack.until()
                    .ifPresent(until ->
                            people.add(Field.of("Until", "in " + Ages.between(row.now(), until.minus(row.offset())))));
        });
        alert.owner().ifPresent(owner -> people.add(Field.of("Owner", owner.name())));
        alert.facts().inhibitedBy().ifPresent(cause -> people.add(Field.of("Because", cause)));
        alert.facts().maintenance().ifPresent(name -> people.add(Field.of("Maintenance", name)));
        if (!alert.facts().silences().isEmpty()) {
            people.add(Field.of(
                    "Silenced by", Units.counted(alert.facts().silences().size(), "silence")));
        }
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("State", state));
        if (!people.isEmpty()) {
            sections.add(new Section("Who has it, why it is quiet", people));
        }
        sections.add(new Section("Labels", Words.facts(alert.labels())));
        if (!alert.annotations().isEmpty()) {
            sections.add(new Section("Annotations", Words.facts(alert.annotations())));
        }
        return List.copyOf(sections);
    }

    /// What stands beside the severity: seen, silenced, caused by another, in maintenance, flapping, stale.
    private static String marks(Alert alert) {
        List<String> marks = new ArrayList<>();
        alert.ack().ifPresent(ack -> marks.add("ack"));
        alert.facts().inhibitedBy().ifPresent(cause -> marks.add("caused"));
        alert.facts().maintenance().ifPresent(name -> marks.add("maint"));
        if (!alert.facts().silences().isEmpty()) {
            marks.add("silent");
        }
        if (alert.flapping()) {
            marks.add("~flap");
        }
        if (alert.stale()) {
            marks.add("stale");
        }
        return String.join(" ", marks);
    }

    /// `first`, `2nd`, `3rd`, `11th`.
    private static String ordinal(long place) {
        if (place == 1) {
            return "first";
        }
        boolean teen = place / 10 % 10 == 1;
        return place
                + switch (teen ? 0 : (int) (place % 10)) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }

    private static String owner(Alert alert) {
        return alert.owner().map(owner -> owner.name()).orElse("");
    }

    private static String place(Alert alert) {
        String instance = alert.label("instance");
        String target = alert.label("target");
        if (target.isEmpty()) {
            return instance;
        }
        return instance.isEmpty() ? target : target + " " + instance;
    }

    private static Alert alert(Seen<LiveRow.Alert> row) {
        return row.row().alert();
    }
}
