package io.dotmac.console.resource;

import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Snapshot;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One kind of thing that both consoles show in a table, declared once.
///
/// @param <R> kind of row
public interface ResourceView<R> {
    /// Plural, for `:`, links and saved views, for example `nodes`.
    String id();

    /// For a person, for example `Nodes`.
    String title();

    /// One of them, for example `node`.
    String singular();

    /// Said where there is none of them.
    default String none() {
        return "no " + id() + " yet";
    }

    /// Other names that `:` takes.
    List<String> aliases();

    /// In order of importance; the first names the row.
    List<Column<R>> columns();

    /// Id of the column that rows are sorted by until the operator says otherwise.
    default String defaultSort() {
        return "severity";
    }

    /// Whether that sort is from the largest down.
    default boolean defaultDescending() {
        return true;
    }

    /// How bad a row is; stale rows are `STALE`.
    Severity severity(R row);

    /// Unique in the table.
    String key(R row);

    /// Whether the row is older than three intervals.
    boolean stale(R row);

    /// Whether this console's own probe found it.
    boolean direct(R row);

    /// Slug of the ISP that it belongs to, for `@tenant`.
    String tenant(R row);

    /// All that is known of a row.
    List<Section> detail(R row);

    /// The wire record, for YAML and JSON.
    LiveRow wire(R row);

    /// Its rows at one moment.
    List<R> rows(Snapshot snapshot, Instant now);

    /// The live topic that feeds it.
    Topic topic();

    /// Default keys that open it.
    Keys chord();

    /// A column by its id or title.
    default Optional<Column<R>> column(String name) {
        return columns().stream()
                .filter(column ->
                        column.id().equalsIgnoreCase(name) || column.title().equalsIgnoreCase(name))
                .findFirst();
    }
}
