package io.dotmac.console.resource;

import io.dotmac.console.text.Clean;
import io.dotmac.model.fleet.Severity;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// One column of a table. Immutable.
///
/// @param <R> kind of row
public final class Column<R> {
    /// Where text stands in its cell.
    public enum Align {
        /// Words.
        LEFT,
        /// Numbers.
        RIGHT
    }

    private final String id;
    private final String title;
    private final int width;
    private final int min;
    private final Kind kind;
    private final boolean wide;
    private final Function<R, String> text;
    private final Function<R, Optional<Double>> number;
    private final Function<R, Severity> severity;

    private Column(
            String id,
            String title,
            int width,
            int min,
            Kind kind,
            boolean wide,
            Function<R, String> text,
            Function<R, Optional<Double>> number,
            Function<R, Severity> severity) {
        this.id = id;
        this.title = title;
        this.width = width;
        this.min = min;
        this.kind = kind;
        this.wide = wide;
        this.text = text;
        this.number = number;
        this.severity = severity;
    }

    /// A column of words.
    ///
    /// @param width in characters that it likes to have
    /// @param min in characters that it needs
    public static <R> Column<R> text(String id, String title, int width, int min, Function<R, String> text) {
        return new Column<>(id, title, width, min, Kind.TEXT, false, text, _ -> Optional.empty(), _ -> Severity.OK);
    }

    /// A column of numbers, written as their kind is; empty where there is none.
    public static <R> Column<R> number(
            String id, String title, int width, int min, Kind kind, Function<R, Optional<Double>> number) {
        return new Column<>(
                id,
                title,
                width,
                min,
                kind,
                false,
                row -> number.apply(row).map(kind::format).orElse(""),
                number,
                _ -> Severity.OK);
    }

    /// The column of severities; other cells keep their own.
    static <R> Column<R> severity(Function<R, Severity> severity) {
        return new Column<>(
                "severity",
                "SEV",
                11,
                3,
                Kind.SEVERITY,
                false,
                row -> severity.apply(row).name().toLowerCase(Locale.ROOT),
                row -> Optional.of((double) severity.apply(row).compareTo(Severity.OK)),
                severity);
    }

    /// The same column with cells coloured by `severity`, where that is not OK.
    Column<R> coloured(Function<R, Severity> severity) {
        return new Column<>(id, title, width, min, kind, wide, text, number, severity);
    }

    /// The same column, shown only where there is room for all others.
    Column<R> onlyWide() {
        return new Column<>(id, title, width, min, kind, true, text, number, severity);
    }

    /// The same column with words of its own for a number.
    Column<R> worded(Function<R, String> words) {
        return new Column<>(id, title, width, min, kind, wide, words, number, severity);
    }

    /// Stable name, for filters, sorting and saved layouts.
    public String id() {
        return id;
    }

    /// Header, upper case as in the terminal.
    public String title() {
        return title;
    }

    /// Characters that it likes to have.
    public int width() {
        return width;
    }

    /// Characters that it needs.
    public int min() {
        return min;
    }

    /// What its values are.
    public Kind kind() {
        return kind;
    }

    /// Whether it is shown only where there is room for all others.
    public boolean wide() {
        return wide;
    }

    /// Numbers stand right, words left.
    public Align align() {
        return kind.numeric() ? Align.RIGHT : Align.LEFT;
    }

    /// What stands in the cell, cleaned.
    public String text(R row) {
        return Clean.line(text.apply(row));
    }

    /// The value in its base unit (seconds, bytes, percent; steps above OK).
    public Optional<Double> number(R row) {
        return number.apply(row);
    }

    /// What the cell is sorted by.
    public SortKey sortKey(R row) {
        if (kind == Kind.TEXT) {
            String words = text.apply(row);
            return words.isEmpty() ? SortKey.ABSENT : new SortKey(0, words.toLowerCase(Locale.ROOT));
        }
        return number.apply(row).map(value -> new SortKey(value, "")).orElse(SortKey.ABSENT);
    }

    /// How the cell is coloured; `OK` is plain.
    public Severity severity(R row) {
        return severity.apply(row);
    }
}
