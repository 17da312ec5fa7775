package io.dotmac.model.notification;

import java.util.List;

/// What became of the test of an escalation policy.
///
/// @param steps by level, in order
public record PolicyTest(List<Step> steps) {
    /// Copies the steps.
    public PolicyTest {
        steps = List.copyOf(steps);
    }

    /// What became of a level.
    ///
    /// @param level counted from 1
    /// @param afterSeconds when it would be told
    /// @param results of those who were told
    public record Step(int level, long afterSeconds, List<TestResult> results) {
        /// Copies the results.
        public Step {
            results = List.copyOf(results);
        }
    }
}
