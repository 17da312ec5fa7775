package io.dotmac.model.agent;

import io.dotmac.model.Check;
import java.util.Optional;

/// `POST /api/v1/agents/enrolment-tokens`: asks for a one-use token.
///
/// @param name the only node name it may enrol, any when absent
/// @param tenant slug of the ISP; only platform staff may name one, others get their own
/// @param ttlSeconds how long it is good, at most an hour, which is the default
public record NewEnrolmentToken(Optional<String> name, Optional<String> tenant, Optional<Long> ttlSeconds) {
    /// Refuses a life beyond an hour.
    public NewEnrolmentToken {
        name.ifPresent(text -> Check.name("name", text, 64));
        ttlSeconds.ifPresent(seconds -> Check.range("ttl_seconds", seconds, 1, 3600));
    }
}
