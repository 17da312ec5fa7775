package io.dotmac.server.fleet;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.model.live.LiveRow.Replication;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The two ends of a replication link, as the agents at each of them tell it.
final class LinkEnds {
    private static final String PRIMARY = "primary.";
    private static final String COPY = "standby.";
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_SUMMARY = 500;

    private LinkEnds() {}

    /// Whether two ends are alike in some way.
    @FunctionalInterface
    interface Likeness {
        boolean of(Replication primary, Replication copy);
    }

    /// Seen from the primary alone, by an agent that is heard.
    static boolean isOfPrimary(ReplicationLink link) {
        return sees(link, PRIMARY) && !sees(link, COPY) && isHeard(link);
    }

    /// Seen from the copy alone, by an agent that is heard.
    static boolean isOfCopy(ReplicationLink link) {
        return sees(link, COPY) && !sees(link, PRIMARY) && isHeard(link);
    }

    private static boolean sees(ReplicationLink link, String side) {
        return link.facts().keySet().stream().anyMatch(name -> name.startsWith(side));
    }

    private static boolean isHeard(ReplicationLink link) {
        return !link.reason().equals(Optional.of(UnknownReason.AGENT_LOST));
    }

    /// One agent would have joined them itself, and a copy of another timeline follows another primary.
    static boolean canBeOne(Replication primary, Replication copy) {
        String history = fact(primary, PRIMARY + "timeline");
        String followed = fact(copy, COPY + "receiver.received_tli");
        String slot = primary.link().slot().orElse("");
        String used = fact(copy, COPY + "receiver.slot_name");
        return !primary.node().equals(copy.node())
                && (history.isEmpty() || followed.isEmpty() || history.equals(followed))
                && (slot.isEmpty() || used.isEmpty() || slot.equals(used));
    }

    static boolean haveOneSlot(Replication primary, Replication copy) {
        String used = fact(copy, COPY + "receiver.slot_name");
        return !used.isEmpty() && primary.link().slot().equals(Optional.of(used));
    }

    /// A copy calls itself by its own name, or by its host's.
    static boolean haveOneName(Replication primary, Replication copy) {
        String full = primary.link().name();
        String name = plain(full.substring(full.lastIndexOf('/') + 1));
        return name.equals(plain(copy.link().name())) || name.equals(plain(copy.nodeName()));
    }

    private static String plain(String name) {
        return name.replace('-', '_').toLowerCase(Locale.ROOT);
    }

    /// What both ends know, at the primary's place: its lag, and the worse of both states.
    static Replication join(Replication primary, Replication copy) {
        ReplicationLink here = primary.link();
        ReplicationLink there = copy.link();
        boolean copyKnows = rank(there.state()) > rank(here.state());
        Map<String, String> facts = new TreeMap<>(here.facts());
        there.facts().forEach((name, value) -> {
            if (name.startsWith(COPY)) {
                facts.put(name, value);
            }
        });
        facts.put(COPY + "node", copy.nodeName());
        ReplicationLink link = new ReplicationLink(
                here.name(),
                here.kind(),
                here.cluster(),
                here.primary(),
                cut(there.standby() + " on " + copy.nodeName(), LONGEST_NAME),
                copyKnows ? there.state() : here.state(),
                here.sync(),
                here.lagSeconds(),
                here.lagIsLowerBound(),
                here.lagBytes(),
                here.slot(),
                here.slotKeepsBytes(),
                worse(here.health(), there.health()),
                here.severity().worse(known(there.severity())),
                here.reason(),
                copyKnows ? cut(what(there) + rest(here), LONGEST_SUMMARY) : here.summary(),
                copyKnows ? there.since() : here.since(),
                later(here.checkedAt(), there.checkedAt()),
                facts);
        return new Replication(
                primary.node(),
                primary.nodeName(),
                primary.tenant(),
                link,
                later(primary.receivedAt(), copy.receivedAt()));
    }

    /// The first part of a summary says what a link does, what follows how far it is behind.
    private static String what(ReplicationLink link) {
        return link.summary().split(";", 2)[0];
    }

    private static String rest(ReplicationLink link) {
        return link.summary().substring(what(link).length());
    }

    private static int rank(LinkState state) {
        return switch (state) {
            case UNKNOWN -> 0;
            case STREAMING -> 1;
            case CATCHING_UP -> 2;
            case SYNCING -> 3;
            case PAUSED -> 4;
            case MISSING -> 5;
            case CUT -> 6;
        };
    }

    /// From its own end a copy is never quite well: it does not know how far it is behind.
    private static Severity known(Severity severity) {
        return severity == Severity.STALE || severity == Severity.INFO ? Severity.OK : severity;
    }

    private static Health worse(Health primary, Health copy) {
        return switch (copy) {
            case UP, UNKNOWN -> primary;
            case DEGRADED -> primary == Health.UP ? Health.DEGRADED : primary;
            case DOWN -> Health.DOWN;
        };
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }

    private static String fact(Replication row, String name) {
        return row.link().facts().getOrDefault(name, "");
    }
}
