package io.dotmac.client;

import io.dotmac.model.live.LiveRow;
import java.util.List;

/// Rows of all tables as they stood at a past instant.
///
/// @param rows of every topic
/// @param whole whether these are all; else the largest tables were cut
public record PastRows(List<LiveRow> rows, boolean whole) {
    /// Copies the rows.
    public PastRows {
        rows = List.copyOf(rows);
    }
}
