package io.dotmac.model.report;

import io.dotmac.model.Check;
import java.time.Instant;
import java.util.Optional;

/// Says that data was measured but thrown away, so that a chart shows a hole and not a flat line.
///
/// @param from first moment that is missing, agent's clock
/// @param to last moment that is missing
/// @param firstSeq of the first report that lost its samples
/// @param lastSeq of the last
/// @param samples how many were lost
/// @param cause for example `spool full`, `disk full`, `torn record`
/// @param boot of the agent's process that numbered the reports; absent where that is not known, as with old agents
public record Gap(
        Instant from, Instant to, long firstSeq, long lastSeq, long samples, String cause, Optional<String> boot) {
    /// Refuses over-long parts.
    public Gap {
        Check.name("cause", cause, 100);
        boot.ifPresent(name -> Check.name("boot", name, 64));
    }

    /// One of a boot that is not known.
    public Gap(Instant from, Instant to, long firstSeq, long lastSeq, long samples, String cause) {
        this(from, to, firstSeq, lastSeq, samples, cause, Optional.empty());
    }
}
