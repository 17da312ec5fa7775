package io.dotmac.agent.replication;

import io.dotmac.agent.replication.Member.Copy;
import io.dotmac.agent.replication.Member.Primary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds who follows whom: brings together what a primary and a copy say of the same link, and what should be there.
final class Pairing {
    private final Collection<Member> members;
    private final Map<String, Expected> expectedByTarget;
    private final List<Pair> pairs = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /// Both sides of a link, as far as they are known.
    ///
    /// @param name of the link
    /// @param primaryName to show
    /// @param primary absent when none was ever read
    /// @param copy absent when it is no target, or was never read
    /// @param follower absent when the primary does not list it
    record Pair(
            String name,
            String primaryName,
            @Nullable Member primary,
            @Nullable Member copy,
            @Nullable Follower follower) {}

    Pairing(Collection<Member> members, Map<String, Expected> expectedByTarget) {
        this.members = members;
        this.expectedByTarget = expectedByTarget;
    }

    /// @param remembered followers by link name that an earlier call gave, with their primary's name
    List<Pair> pairs(Map<String, String> remembered) {
        Set<Member> placed = new HashSet<>();
        for (Member member : members) {
            if (member.side() instanceof Primary side) {
                List<Member> copies = copiesOf(member);
                placed.addAll(copies);
                pair(member, side, copies, remembered);
            }
        }
        for (Member member : members) {
            if (member.side() instanceof Copy copy && !placed.contains(member)) {
                add(new Pair(member.target(), primaryNameOf(member, copy), null, member, null));
            }
        }
        expectedByTarget.forEach((primary, expected) -> expected.names().stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> add(new Pair(name, primary, memberOf(primary), memberOf(name), null))));
        return pairs;
    }

    private void pair(Member primary, Primary side, List<Member> copies, Map<String, String> remembered) {
        List<Follower> open = new ArrayList<>(primary.reachable() ? side.followers() : List.of());
        // A subscriber keeps tables of its own: no target that follows the log as a whole is one.
        List<Follower> subscribers = open.stream()
                .filter(follower -> follower.kind() != primary.kind())
                .toList();
        open.removeAll(subscribers);
        List<Member> alone = new ArrayList<>();
        int before = pairs.size();
        for (Member copy : copies) {
            Follower match = matching(open, copy);
            if (match == null) {
                alone.add(copy);
                continue;
            }
            open.remove(match);
            add(new Pair(copy.target(), primary.target(), primary, copy, match));
        }
        // One copy and one follower that go by different names can only be the same.
        boolean same = alone.size() == 1 && open.size() == 1 && expectedNameOf(primary, open.getFirst()) == null;
        Follower last = same ? open.removeFirst() : null;
        alone.forEach(copy -> add(new Pair(copy.target(), primary.target(), primary, copy, last)));
        open.addAll(subscribers);
        for (Follower follower : open) {
            String expected = expectedNameOf(primary, follower);
            String name = expected == null ? follower.name() : expected;
            add(new Pair(
                    names.contains(name) ? primary.target() + "/" + name : name,
                    primary.target(),
                    primary,
                    null,
                    follower));
        }
        remembered.forEach((name, of) -> {
            if (of.equals(primary.target()) && !names.contains(name) && memberOf(name) == null) {
                add(new Pair(name, primary.target(), primary, null, null));
            }
        });
        Expected wanted = expected(primary);
        int count = wanted.names().isEmpty() ? wanted.count() : 0;
        for (int missing = pairs.size() - before + 1; missing <= count; missing++) {
            add(new Pair(primary.target() + "-replica-" + missing, primary.target(), primary, null, null));
        }
    }

    private void add(Pair pair) {
        if (names.add(pair.name())) {
            pairs.add(pair);
        }
    }

    private List<Member> copiesOf(Member primary) {
        return members.stream()
                .filter(copy -> copy.side() instanceof Copy side && primary.equals(primaryOf(copy, side)))
                .toList();
    }

    /// A reachable primary before a lost one, the one that the copy itself names before one that shares its history.
    private @Nullable Member primaryOf(Member copy, Copy side) {
        Member best = null;
        int bestRank = 0;
        for (Member member : members) {
            if (!(member.side() instanceof Primary) || member.kind() != copy.kind()) {
                continue;
            }
            boolean named = member.address().equals(side.upstreamAddress());
            boolean related = member.cluster().equals(copy.cluster());
            boolean meant = expected(member).names().contains(copy.target());
            int rank = (named ? 4 : 0)
                    + (related || named ? 1 : 0)
                    + (related && member.reachable() ? 2 : 0)
                    + (related && meant ? 1 : 0);
            if (rank > bestRank) {
                best = member;
                bestRank = rank;
            }
        }
        return best;
    }

    private String primaryNameOf(Member member, Copy copy) {
        for (Map.Entry<String, Expected> entry : expectedByTarget.entrySet()) {
            if (entry.getValue().names().contains(member.target())) {
                return entry.getKey();
            }
        }
        return copy.upstreamAddress();
    }

    private Expected expected(Member primary) {
        return expectedByTarget.getOrDefault(primary.target(), Expected.NONE);
    }

    private @Nullable String expectedNameOf(Member primary, Follower follower) {
        return expected(primary).names().stream()
                .filter(name -> alike(name, follower.name()))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Member memberOf(String target) {
        return members.stream()
                .filter(member -> member.target().equals(target))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Follower matching(List<Follower> followers, Member copy) {
        return followers.stream()
                .filter(follower -> alike(follower.name(), copy.target())
                        || follower.address().equals(copy.address()))
                .findFirst()
                .orElse(null);
    }

    /// PostgreSQL turns the dash of a name into an underscore; the operator may have done so, too.
    private static boolean alike(String a, String b) {
        return a.replace('-', '_')
                .toLowerCase(Locale.ROOT)
                .equals(b.replace('-', '_').toLowerCase(Locale.ROOT));
    }
}
