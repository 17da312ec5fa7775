package io.dotmac.server.fleet.remote;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.fleet.series.Absences;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which series of which node were written on, so that their end can be told. Most nodes have the same names, so each
/// name is kept once and a node's are numbers in order: 4 bytes for each. What goes beyond the bounds is not kept; its
/// end shows only when the store looks back no longer. Not safe for use by several threads.
final class KnownSeries {
    private static final int NODE_MOST = 5_000;

    private final int most;
    private final Map<NodeId, Node> nodes = new HashMap<>();
    private final Map<SeriesName, Integer> ids = new HashMap<>();
    private final List<@Nullable SeriesName> names = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private int[] uses = new int[64];
    private int count;

    /// @param most different names that are kept
    KnownSeries(int most) {
        this.most = most;
    }

    /// What was written on of a node.
    private static final class Node {
        private final String tenant;
        private final String name;
        private final Absences absences = new Absences();
        private int[] series = new int[0];
        private long last = Long.MIN_VALUE;
        private long receivedAt;

        Node(String tenant, String name) {
            this.tenant = tenant;
            this.name = name;
        }
    }

    /// How many series there are.
    int size() {
        return count;
    }

    /// Samples of a node are on their way.
    void learn(NodeId id, Outgoing outgoing) {
        Samples samples = outgoing.samples();
        if (samples.size() == 0) {
            return;
        }
        Node node = nodes.computeIfAbsent(id, key -> new Node(outgoing.tenant(), outgoing.node()));
        for (int row = 0; row < samples.size(); row++) {
            node.last = Math.max(node.last, outgoing.at(row));
        }
        node.receivedAt = Math.max(node.receivedAt, outgoing.receivedAt().toEpochMilli());
        int[] fresh = new int[samples.names().size()];
        int found = 0;
        for (SeriesName name : samples.names()) {
            Integer known = ids.get(name);
            if (known != null && Arrays.binarySearch(node.series, known) >= 0) {
                continue;
            }
            if (node.series.length + found < NODE_MOST && (known != null || ids.size() < most)) {
                int number = known == null ? number(name) : known;
                if (Arrays.stream(fresh, 0, found).noneMatch(one -> one == number)) {
                    fresh[found++] = number;
                    uses[number]++;
                }
            }
        }
        if (found > 0) {
            int[] grown = Arrays.copyOf(node.series, node.series.length + found);
            System.arraycopy(fresh, 0, grown, node.series.length, found);
            Arrays.sort(grown);
            node.series = grown;
            count += found;
        }
    }

    /// Series of a node are written on no more; what was known of them is forgotten.
    ///
    /// @param ended which
    /// @param found when that was found, on the server's clock; as soon as the last sample for 0
    Optional<Ended> end(NodeId id, Predicate<SeriesName> ended, long found) {
        Node node = nodes.get(id);
        if (node == null) {
            return Optional.empty();
        }
        List<SeriesName> over = new ArrayList<>();
        int[] left = Arrays.stream(node.series)
                .filter(number -> {
                    SeriesName name = name(number);
                    if (!ended.test(name)) {
                        return true;
                    }
                    over.add(name);
                    release(number);
                    return false;
                })
                .toArray();
        node.series = left;
        if (left.length == 0) {
            nodes.remove(id);
        }
        if (over.isEmpty()) {
            return Optional.empty();
        }
        node.last = Math.max(found, node.last + 1);
        return Optional.of(new Ended(node.tenant, node.name, over, node.last));
    }

    /// Which series of a node are gone by what it reports.
    Set<SeriesName> missing(NodeId id, Report report, Instant receivedAt) {
        Node node = nodes.get(id);
        if (node == null) {
            return Set.of();
        }
        List<SeriesName> expected =
                Arrays.stream(node.series).mapToObj(this::name).toList();
        return node.absences.take(report, expected, receivedAt);
    }

    /// Another server writes on what comes of a node.
    void forget(NodeId id) {
        Node node = nodes.remove(id);
        if (node != null) {
            Arrays.stream(node.series).forEach(this::release);
        }
    }

    /// When something of a node was last heard here, on the server's clock.
    Optional<Long> heardAt(NodeId id) {
        return Optional.ofNullable(nodes.get(id)).map(node -> node.receivedAt);
    }

    private SeriesName name(int number) {
        SeriesName name = names.get(number);
        if (name == null) {
            throw new IllegalStateException("series " + number + " was released too early");
        }
        return name;
    }

    private int number(SeriesName name) {
        Integer used = free.poll();
        int number = used == null ? names.size() : used;
        if (used == null) {
            names.add(name);
            uses = number < uses.length ? uses : Arrays.copyOf(uses, 2 * uses.length);
        } else {
            names.set(number, name);
        }
        ids.put(name, number);
        return number;
    }

    private void release(int number) {
        count--;
        uses[number]--;
        if (uses[number] == 0) {
            ids.remove(name(number));
            names.set(number, null);
            free.add(number);
        }
    }
}
