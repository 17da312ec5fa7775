package io.dotmac.model.report;

import java.time.Instant;
import java.util.Optional;

/// The server's word that a report is stored for good.
///
/// @param boot of the report
/// @param seq of the report
/// @param duplicate whether it had been stored before
/// @param receivedAt server's clock when the request came in
/// @param sentAt server's clock when the answer went out
/// @param nextAfterMillis do not send backlog sooner than this; 0 = as you like
/// @param configRevision of the configuration that the server wants the agent to have
/// @param returnSpreadMillis over how long the agents of this fleet come back when the server was away; older servers
/// do
/// not say
public record Receipt(
        String boot,
        long seq,
        boolean duplicate,
        Instant receivedAt,
        Instant sentAt,
        long nextAfterMillis,
        int configRevision,
        Optional<Long> returnSpreadMillis) {}
