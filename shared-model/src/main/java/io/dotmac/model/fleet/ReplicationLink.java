package io.dotmac.model.fleet;

import io.dotmac.model.Check;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One copy and how far it is behind its primary.
///
/// @param name of the link, unique on its node: the standby's name
/// @param kind how the copy is kept
/// @param cluster what both sides have in common: PostgreSQL's system identifier or Redis' replication id
/// @param primary name or address of the primary
/// @param standby name or address of the copy
/// @param state what the link does
/// @param sync PostgreSQL's `sync_state` (`async`, `sync`, `quorum`, `potential`), or `async`
/// @param lagSeconds age of the oldest change on the primary that the copy does not show; absent when unknown, never 0
/// then
/// @param lagIsLowerBound `true` when the primary is out of reach: the lag is at least that much
/// @param lagBytes of log that the copy has yet to apply
/// @param slot replication slot that the copy uses
/// @param slotKeepsBytes of log that the slot holds back on the primary
/// @param health whether it does its work, after the flap guard
/// @param severity how much that matters
/// @param reason why `health` or the lag is unknown
/// @param summary one line for an operator; redacted
/// @param since when `state` or `health` last changed, agent's clock
/// @param checkedAt when it was last checked, agent's clock
/// @param facts what the probe read, raw, for the detail view
public record ReplicationLink(
        String name,
        ReplicationKind kind,
        String cluster,
        String primary,
        String standby,
        LinkState state,
        String sync,
        Optional<Double> lagSeconds,
        boolean lagIsLowerBound,
        Optional<Long> lagBytes,
        Optional<String> slot,
        Optional<Long> slotKeepsBytes,
        Health health,
        Severity severity,
        Optional<UnknownReason> reason,
        String summary,
        Instant since,
        Instant checkedAt,
        Map<String, String> facts) {
    /// Refuses over-long parts and copies the facts.
    public ReplicationLink {
        Check.name("name", name, 64);
        Check.line("cluster", cluster, 64);
        Check.line("primary", primary, 128);
        Check.line("standby", standby, 128);
        Check.line("sync", sync, 16);
        Check.line("summary", summary, 500);
        if (facts.size() > 100) {
            throw new IllegalArgumentException("facts has " + facts.size() + " entries, at most 100");
        }
        facts = Map.copyOf(facts);
    }
}
