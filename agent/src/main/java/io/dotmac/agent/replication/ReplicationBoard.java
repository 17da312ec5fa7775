package io.dotmac.agent.replication;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.DataTarget;
import io.dotmac.agent.config.LagLimits;
import io.dotmac.agent.config.NetTarget;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.replication.Member.Primary;
import io.dotmac.agent.replication.Pairing.Pair;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where probes put what servers say, and where the links are read from. Safe for use by several threads.
public final class ReplicationBoard {
    private static final int MAX_REMEMBERED = 200;
    private static final Duration LEAST_OLD = Duration.ofSeconds(20);
    private static final int MISSED_CHECKS = 3;
    private static final LagLimits USUAL =
            new LagLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), 16L << 20, 256L << 20, 1L << 30);

    private final Map<String, Expected> expectedByTarget;
    private final Map<String, ReplicationKind> kindByTarget;
    private final Map<String, LagLimits> limitsByTarget;
    private final Map<String, Duration> oldAfterByTarget;
    private final Map<String, Member> memberByTarget = new LinkedHashMap<>();
    private final Map<String, PositionRing> ringByPrimary = new HashMap<>();
    private final Map<String, LinkMemory> memoryByLink = new HashMap<>();

    private ReplicationBoard(
            Map<String, Expected> expectedByTarget,
            Map<String, ReplicationKind> kindByTarget,
            Map<String, LagLimits> limitsByTarget,
            Map<String, Duration> oldAfterByTarget) {
        this.expectedByTarget = Map.copyOf(expectedByTarget);
        this.kindByTarget = Map.copyOf(kindByTarget);
        this.limitsByTarget = Map.copyOf(limitsByTarget);
        this.oldAfterByTarget = Map.copyOf(oldAfterByTarget);
    }

    /// A board for the targets of a configuration.
    public static ReplicationBoard of(AgentConfig config) {
        Map<String, ReplicationKind> kinds = new HashMap<>();
        Map<String, LagLimits> limits = new HashMap<>();
        Map<String, Duration> oldAfter = new HashMap<>();
        for (TargetConfig target : config.targets()) {
            Duration missed = config.schedule(target).interval().multipliedBy(MISSED_CHECKS);
            oldAfter.put(target.name(), missed.compareTo(LEAST_OLD) > 0 ? missed : LEAST_OLD);
            switch (target) {
                case TargetConfig.Postgres postgres -> {
                    kinds.put(postgres.name(), ReplicationKind.POSTGRESQL_PHYSICAL);
                    limits.put(postgres.name(), postgres.limits());
                }
                case TargetConfig.Redis redis -> {
                    kinds.put(redis.name(), ReplicationKind.REDIS);
                    limits.put(redis.name(), redis.limits());
                }
                case TargetConfig.Http _, TargetConfig.Tcp _, NetTarget _, DataTarget _, ServiceTarget _ -> {}
            }
        }
        return new ReplicationBoard(Expected.from(config.targets()), kinds, limits, oldAfter);
    }

    /// Takes a reading; whether it says more than that positions moved.
    public synchronized boolean put(Member member) {
        Member before = memberByTarget.put(member.target(), member);
        if (member.side() instanceof Primary primary) {
            ringByPrimary
                    .computeIfAbsent(member.target(), _ -> new PositionRing())
                    .sample(member.readAt(), primary.position(), member.cluster() + " " + primary.history());
        } else {
            ringByPrimary.remove(member.target());
        }
        return before == null || !member.resembles(before);
    }

    /// Notes that a server cannot be read any more; what it said last is kept. Whether that is news.
    public synchronized boolean lost(String target) {
        Member before = memberByTarget.get(target);
        if (before == null || !before.reachable()) {
            return false;
        }
        memberByTarget.put(target, before.gone());
        return true;
    }

    /// Judges all links as of now.
    public synchronized List<ReplicationLink> links(long nowNanos, Instant now) {
        Map<String, String> remembered = new HashMap<>();
        memoryByLink.forEach((name, memory) -> {
            if (memory.listedBy != null) {
                remembered.put(name, memory.listedBy);
            }
        });
        List<Member> members = memberByTarget.values().stream()
                .map(member -> asOf(nowNanos, member))
                .toList();
        List<Pair> pairs = new Pairing(members, expectedByTarget).pairs(remembered);
        return pairs.stream()
                .limit(MAX_REMEMBERED)
                .map(pair -> judge(pair, nowNanos, now))
                .toList();
    }

    /// A check that hangs or rests says nothing: what was read long ago is no sign of life.
    private Member asOf(long nowNanos, Member member) {
        Duration oldAfter = oldAfterByTarget.getOrDefault(member.target(), LEAST_OLD);
        boolean old = nowNanos - member.readAt() > oldAfter.toNanos();
        return old && member.reachable() ? member.gone() : member;
    }

    private ReplicationLink judge(Pair pair, long nowNanos, Instant now) {
        LinkMemory memory = memoryByLink.computeIfAbsent(pair.name(), _ -> new LinkMemory());
        Member known = pair.primary() == null ? pair.copy() : pair.primary();
        ReplicationKind kind = known == null
                ? kindByTarget.getOrDefault(pair.primaryName(), ReplicationKind.POSTGRESQL_PHYSICAL)
                : known.kind();
        PositionRing ring =
                pair.primary() == null ? null : ringByPrimary.get(pair.primary().target());
        LagLimits limits = known == null ? limitsByTarget.getOrDefault(pair.primaryName(), USUAL) : known.limits();
        return new LinkJudge(pair, memory, ring, isElsewhere(pair), nowNanos).link(kind, limits, now);
    }

    /// Whether a copy's primary is no target here: all that could be it were read, and none is.
    private boolean isElsewhere(Pair pair) {
        return pair.primary() == null
                && pair.copy() != null
                && kindByTarget.entrySet().stream()
                        .filter(target -> target.getValue() == pair.copy().kind())
                        .allMatch(target -> memberByTarget.containsKey(target.getKey()));
    }
}
