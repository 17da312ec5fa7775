package io.dotmac.agent.link;

/// Where a report lies in the spool.
///
/// @param segment number of its file, [#MEMORY] for the ring
/// @param offset of its record in that file, or its number in the ring
record Position(long segment, long offset) {
    /// In place of a file's number.
    static final long MEMORY = -1;
}
