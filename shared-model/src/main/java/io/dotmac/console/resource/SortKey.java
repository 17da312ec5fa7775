package io.dotmac.console.resource;

/// What a cell is sorted by: a number, then text without regard to case.
///
/// @param number `NaN` when absent
/// @param text lower case, empty when absent
public record SortKey(double number, String text) implements Comparable<SortKey> {
    /// Of a cell that has nothing; sorts last, either way up.
    public static final SortKey ABSENT = new SortKey(Double.NaN, "");

    /// Whether the cell has nothing.
    public boolean absent() {
        return Double.isNaN(number) && text.isEmpty();
    }

    @Override
    public int compareTo(SortKey other) {
        int byNumber = Double.compare(number, other.number);
        return byNumber != 0 ? byNumber : text.compareTo(other.text);
    }
}
