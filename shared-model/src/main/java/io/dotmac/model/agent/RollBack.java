package io.dotmac.model.agent;

import io.dotmac.model.Check;

/// `POST /api/v1/nodes/{id}/configuration/roll-back`: an earlier text is to hold again, as a new revision.
///
/// @param revision of the earlier text
public record RollBack(int revision) {
    /// Refuses a number that no revision has.
    public RollBack {
        Check.range("revision", revision, 1, Integer.MAX_VALUE);
    }
}
