package io.dotmac.agent.report;

import io.dotmac.agent.probe.Sample;
import io.dotmac.model.report.Gap;
import java.util.List;
import java.util.Optional;

/// What the link to the server adds to reports. Without a link there is nothing to add.
public interface Extras {
    /// What the agent's clock is ahead of the server's.
    Optional<Long> clockOffsetMillis();

    /// What was lost since the last call.
    List<Gap> takeGaps();

    /// What an operator should know about the agent itself.
    Optional<String> trouble();

    /// Figures of the link.
    List<Sample> samples();

    /// For an agent without a link.
    Extras NONE = new Extras() {
        @Override
        public Optional<Long> clockOffsetMillis() {
            return Optional.empty();
        }

        @Override
        public List<Gap> takeGaps() {
            return List.of();
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public List<Sample> samples() {
            return List.of();
        }
    };
}
