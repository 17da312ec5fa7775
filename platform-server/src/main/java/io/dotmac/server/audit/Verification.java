package io.dotmac.server.audit;

import java.util.Optional;

/// What walking a chain found.
///
/// @param tenant slug or id of the chain's tenant, `platform` for the platform's
/// @param intact whether nothing is wrong
/// @param rows that were walked
/// @param lastSeq number of the last one
/// @param checkpoints that were held against it
/// @param fault the first thing that is wrong
public record Verification(
        String tenant, boolean intact, long rows, long lastSeq, int checkpoints, Optional<Fault> fault) {
    /// The first row that is wrong.
    ///
    /// @param seq its number
    /// @param reason what is wrong
    public record Fault(long seq, String reason) {}
}
