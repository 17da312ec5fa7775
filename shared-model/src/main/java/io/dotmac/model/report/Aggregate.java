package io.dotmac.model.report;

/// What the values of a stretch of time come to.
public enum Aggregate {
    /// Their mean.
    AVG,
    /// The lowest.
    MIN,
    /// The highest.
    MAX,
    /// All added up.
    SUM,
    /// How many there are.
    COUNT,
    /// The latest.
    LAST
}
