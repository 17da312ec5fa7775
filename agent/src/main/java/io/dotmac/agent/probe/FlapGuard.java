package io.dotmac.agent.probe;

import org.jspecify.annotations.Nullable;

/// Lets a target change between working and not working only when two checks in a row say so.
///
/// The second check follows shortly, so that a real fault is told in well under a second. Used by one thread.
final class FlapGuard {
    private static final int AGREEING = 2;

    private @Nullable Boolean working;
    private int disagreeing;

    /// Whether `finding` may be told; if not, it wants a second check.
    boolean accepts(Finding finding) {
        boolean works = finding.works();
        boolean agrees = working == null ? works : working == works;
        if (agrees) {
            working = works;
            disagreeing = 0;
            return true;
        }
        disagreeing++;
        if (disagreeing < AGREEING) {
            return false;
        }
        working = works;
        disagreeing = 0;
        return true;
    }
}
