package io.dotmac.packaging.bench;

/// One row of the table of results.
///
/// @param id of the budget, for example `P5`
/// @param what was measured
/// @param floor what it stands beside, with its unit; empty where the budget is absolute
/// @param ours measured, with its unit
/// @param ratio of the two; empty where there is no floor
/// @param budget what is promised
public record Figure(String id, String what, String floor, String ours, String ratio, String budget) {
    /// As a row of a Markdown table.
    String row() {
        return "| " + String.join(" | ", id, what, floor, ours, ratio, budget) + " |";
    }
}
