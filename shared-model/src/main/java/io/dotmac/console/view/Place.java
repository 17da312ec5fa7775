package io.dotmac.console.view;

/// A view and what it shows: what history, deep links and `:` name.
///
/// @param view `pulse`, `handover` or the id of a table
/// @param filter of the table, may be empty
public record Place(String view, String filter) {
    /// The overview of everything.
    public static final Place PULSE = new Place("pulse", "");

    /// A table without a filter.
    public static Place of(String view) {
        return new Place(view, "");
    }
}
