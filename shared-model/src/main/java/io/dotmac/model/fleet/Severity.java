package io.dotmac.model.fleet;

/// How much a state matters, from least to most.
///
/// `STALE` is not a grade of badness but the absence of knowledge; it sorts between `INFO` and `MINOR`.
public enum Severity {
    /// As it should be.
    OK,
    /// Taken out on purpose.
    MAINTENANCE,
    /// Worth knowing.
    INFO,
    /// Not known, or older than three intervals.
    STALE,
    /// Past a warning edge; look at it today.
    MINOR,
    /// Past a critical edge, still working; look at it now.
    MAJOR,
    /// Not working.
    CRITICAL;

    /// The worse of the two.
    public Severity worse(Severity other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
