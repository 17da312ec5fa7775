package io.dotmac.agent.replication;

import io.dotmac.agent.config.LagLimits;
import io.dotmac.agent.replication.Member.Copy;
import io.dotmac.agent.replication.Member.Primary;
import io.dotmac.agent.replication.Pairing.Pair;
import io.dotmac.agent.replication.PositionRing.Lag;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Judges one link: its state, its true lag, how much that matters. Made for one judgement.
///
/// The lag is never 0 for a copy that is cut, missing or unknown: then it is what the copy lacks, or absent.
final class LinkJudge {
    private static final double SHOWS = 0.05;

    /// A copy tells each second how far it is: what it lacks may be on its way.
    private static final double ON_ITS_WAY = 2;

    /// "At least" less than this says nothing: the primary was only just seen for the first time.
    private static final double YOUNG = 1;

    private final Pair pair;
    private final LinkMemory memory;
    private final @Nullable PositionRing ring;
    private final boolean elsewhere;
    private final long nowNanos;
    private final LinkState state;
    private boolean young;

    /// @param elsewhere whether the primary is none of this agent's targets
    LinkJudge(Pair pair, LinkMemory memory, @Nullable PositionRing ring, boolean elsewhere, long nowNanos) {
        this.pair = pair;
        this.memory = memory;
        this.ring = ring;
        this.elsewhere = elsewhere;
        this.nowNanos = nowNanos;
        this.state = state();
    }

    ReplicationLink link(ReplicationKind kind, LagLimits limits, Instant now) {
        Primary primary = primary();
        memory.place(position(), cluster(), primary == null ? null : primary.carriesOn());
        Follower follower = pair.follower();
        if (follower != null && pair.primary() != null) {
            memory.listedBy = pair.primary().target();
            memory.kind = follower.kind();
        }
        Lag lag = lag();
        Long lagBytes = lagBytes();
        Follower.Slot slot = slot();
        UnknownReason reason = reason();
        Backlog backlog = backlog(lag, lagBytes);
        Severity severity = severity(limits, lag, lagBytes, slot).worse(talk(limits, backlog));
        Health health = health(severity);
        return new ReplicationLink(
                pair.name(),
                memory.kind == null ? kind : memory.kind,
                cluster(),
                pair.primaryName(),
                standbyName(),
                state,
                follower == null ? "" : follower.sync(),
                Optional.ofNullable(lag).map(Lag::seconds),
                lag != null && lag.lowerBound(),
                Optional.ofNullable(lagBytes),
                Optional.ofNullable(slot).map(Follower.Slot::name),
                Optional.ofNullable(slot).map(Follower.Slot::keepsBytes),
                health,
                severity,
                Optional.ofNullable(health == Health.UNKNOWN || lag == null ? reason : null),
                LinkSummary.of(pair, state, lag, lagBytes, slot, reason, primaryReachable())
                        + (sharesHistory() || !memory.seen()
                                ? ""
                                : "; its primary began a new history: it will copy all anew")
                        + (backlog == null ? "" : "; " + backlog.text()),
                memory.since(state, health, now),
                checkedAt(now),
                facts(limits));
    }

    private @Nullable Copy copy() {
        return pair.copy() != null && pair.copy().side() instanceof Copy copy ? copy : null;
    }

    private boolean copyReachable() {
        return pair.copy() != null && pair.copy().reachable();
    }

    private @Nullable Primary primary() {
        return pair.primary() != null && pair.primary().side() instanceof Primary primary ? primary : null;
    }

    private boolean primaryReachable() {
        return pair.primary() != null && pair.primary().reachable();
    }

    private LinkState state() {
        Copy copy = copy();
        Follower follower = pair.follower();
        if (copyReachable()) {
            // A copy that takes writes itself follows nobody.
            return copy == null ? LinkState.CUT : stateOf(copy, follower);
        }
        if (follower != null) {
            return follower.state();
        }
        if (!primaryReachable() && pair.copy() == null) {
            return LinkState.UNKNOWN;
        }
        return memory.seen() || pair.copy() != null ? LinkState.CUT : LinkState.MISSING;
    }

    private static LinkState stateOf(Copy copy, @Nullable Follower follower) {
        return switch (copy.upstream()) {
            // It waits for its primary to begin: only that one knows.
            case CUT -> follower != null && follower.state() == LinkState.SYNCING ? LinkState.SYNCING : LinkState.CUT;
            case UNKNOWN -> LinkState.UNKNOWN;
            case SYNCING -> LinkState.SYNCING;
            case STREAMING, CATCHING_UP, PAUSED, MISSING -> {
                if (copy.paused()) {
                    yield LinkState.PAUSED;
                }
                LinkState told = follower == null ? copy.upstream() : follower.state();
                boolean behind = told == LinkState.CATCHING_UP || told == LinkState.SYNCING;
                yield behind ? told : copy.upstream();
            }
        };
    }

    private @Nullable Long position() {
        Copy copy = copy();
        if (copy != null && copyReachable()) {
            return sharesHistory() ? copy.position() : null;
        }
        return pair.follower() == null ? null : pair.follower().position();
    }

    /// Whether the copy's position is one in its primary's log. A Redis that lost its data begins a new one.
    private boolean sharesHistory() {
        Primary primary = primary();
        if (primary == null || pair.primary() == null || pair.copy() == null || copy() == null) {
            return true;
        }
        String cluster = pair.copy().cluster();
        return cluster.equals(pair.primary().cluster()) || cluster.equals(primary.carriesOn());
    }

    /// The moment for which the copy's position is known: now, for one that cannot move.
    private long asOf() {
        if (state == LinkState.CUT || state == LinkState.MISSING) {
            return nowNanos;
        }
        if (copyReachable() && pair.copy() != null) {
            return pair.copy().readAt();
        }
        return pair.follower() == null ? nowNanos : pair.follower().asOf();
    }

    private @Nullable Lag lag() {
        Long position = memory.position();
        if (position == null || ring == null) {
            return null;
        }
        Lag lag = ring.lag(position, asOf());
        young = lag == null || (lag.lowerBound() && lag.seconds() < YOUNG);
        if (lag == null || (young && primaryReachable())) {
            return null;
        }
        boolean follows = primaryReachable()
                && switch (state) {
                    case STREAMING, CATCHING_UP, PAUSED, SYNCING -> true;
                    case CUT, MISSING, UNKNOWN -> false;
                };
        if (!follows && lag.seconds() < SHOWS) {
            return null;
        }
        return new Lag(lag.seconds(), !primaryReachable() || lag.lowerBound());
    }

    private @Nullable Long lagBytes() {
        Primary primary = primary();
        Long position = memory.position();
        if (primary == null || position == null || !primaryReachable()) {
            return null;
        }
        return Math.max(0, primary.position() - position);
    }

    private Follower.@Nullable Slot slot() {
        if (pair.follower() != null && pair.follower().slot() != null) {
            return pair.follower().slot();
        }
        Copy copy = copy();
        Primary primary = primary();
        return copy == null || copy.slot() == null || primary == null || !primaryReachable()
                ? null
                : primary.slots().get(copy.slot());
    }

    /// Where it is nearly used up; a copy that is about to catch up is no matter.
    private @Nullable Backlog backlog(@Nullable Lag lag, @Nullable Long lagBytes) {
        boolean stuck = state == LinkState.CUT || (lag != null && lag.seconds() >= ON_ITS_WAY);
        Backlog backlog = stuck ? Backlog.of(primary(), lagBytes) : null;
        return backlog != null && backlog.nearlyUsed() ? backlog : null;
    }

    private Severity talk(LagLimits limits, @Nullable Backlog backlog) {
        Follower follower = pair.follower();
        boolean silent = follower != null
                && follower.silentSeconds() != null
                && follower.silentSeconds() >= limits.warn().toMillis() / 1e3;
        return silent || backlog != null ? Severity.MINOR : Severity.OK;
    }

    private @Nullable UnknownReason reason() {
        if (elsewhere && state != LinkState.UNKNOWN) {
            return UnknownReason.NOT_CONFIGURED;
        }
        if (!primaryReachable()) {
            return UnknownReason.PRIMARY_UNREACHABLE;
        }
        if (state == LinkState.UNKNOWN) {
            return UnknownReason.PERMISSION;
        }
        return young ? UnknownReason.PENDING : null;
    }

    private Severity severity(
            LagLimits limits, @Nullable Lag lag, @Nullable Long lagBytes, Follower.@Nullable Slot slot) {
        double settled = memory.settled(lag == null ? 0 : lag.seconds());
        Severity severity = switch (state) {
            case CUT, MISSING -> Severity.CRITICAL;
            case UNKNOWN -> Severity.STALE;
            case PAUSED, SYNCING -> Severity.MINOR;
            case CATCHING_UP -> Severity.INFO;
            case STREAMING -> primaryReachable() ? Severity.OK : elsewhere ? Severity.INFO : Severity.STALE;
        };
        if (settled >= limits.critical().toMillis() / 1e3) {
            severity = severity.worse(Severity.MAJOR);
        } else if (settled >= limits.warn().toMillis() / 1e3) {
            severity = severity.worse(Severity.MINOR);
        }
        if (lagBytes != null && lagBytes >= limits.warnBytes()) {
            severity = severity.worse(lagBytes >= limits.criticalBytes() ? Severity.MAJOR : Severity.MINOR);
        }
        if (slot != null && slot.failing()) {
            return Severity.CRITICAL;
        }
        boolean hoards = slot != null && slot.keepsBytes() != null && slot.keepsBytes() >= limits.slotWarnBytes();
        return hoards ? severity.worse(Severity.MINOR) : severity;
    }

    private Health health(Severity severity) {
        return switch (state) {
            case CUT, MISSING -> Health.DOWN;
            case UNKNOWN -> Health.UNKNOWN;
            case STREAMING, CATCHING_UP, PAUSED, SYNCING ->
                switch (severity) {
                    case OK, INFO, MAINTENANCE -> Health.UP;
                    case STALE -> Health.UNKNOWN;
                    case MINOR, MAJOR -> primaryReachable() || elsewhere ? Health.DEGRADED : Health.UNKNOWN;
                    case CRITICAL -> Health.DOWN;
                };
        };
    }

    private String cluster() {
        Member known = pair.primary() == null ? pair.copy() : pair.primary();
        return known == null ? "" : known.cluster();
    }

    private String standbyName() {
        if (pair.copy() != null) {
            return pair.copy().target();
        }
        Follower follower = pair.follower();
        return follower == null || follower.address().isEmpty() ? pair.name() : follower.address();
    }

    private Instant checkedAt(Instant now) {
        if (copyReachable() && pair.copy() != null) {
            return pair.copy().checkedAt();
        }
        return primaryReachable() && pair.primary() != null ? pair.primary().checkedAt() : now;
    }

    private Map<String, String> facts(LagLimits limits) {
        Map<String, String> facts = new TreeMap<>();
        // What the lag is judged by, so that whoever draws it draws the same lines.
        facts.put("lag_warn_seconds", seconds(limits.warn()));
        facts.put("lag_critical_seconds", seconds(limits.critical()));
        if (pair.primary() != null) {
            pair.primary().facts().forEach((key, value) -> facts.put("primary." + key, value));
        }
        if (pair.follower() != null) {
            pair.follower().facts().forEach((key, value) -> facts.put("primary." + key, value));
        }
        if (pair.copy() != null) {
            pair.copy().facts().forEach((key, value) -> facts.put("standby." + key, value));
        }
        Follower.Slot slot = slot();
        if (slot != null) {
            facts.put("slot.wal_status", slot.status());
        }
        return facts;
    }

    private static String seconds(Duration length) {
        return BigDecimal.valueOf(length.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
