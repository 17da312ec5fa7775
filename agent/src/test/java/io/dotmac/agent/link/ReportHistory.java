package io.dotmac.agent.link;

import io.dotmac.model.report.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an agent made, what a server keeps and what was told as lost: checked afterwards, when all of it is known.
///
/// @param produced in the order in which they were made
/// @param stored each once, however often it came
/// @param gaps that came in stored reports
record ReportHistory(List<Made> produced, List<Kept> stored, List<Gap> gaps) {
    /// A file system's clock ticks that seldom.
    private static final Duration TICK = Duration.ofMillis(20);

    ReportHistory {
        produced = List.copyOf(produced);
        stored = List.copyOf(stored);
        gaps = List.copyOf(gaps);
    }

    /// Which report of which life.
    record Key(String boot, long seq) {}

    /// One that the agent's link took.
    ///
    /// @param at its own clock
    record Made(Key number, Instant at) {}

    /// One that the server keeps.
    ///
    /// @param at the agent's clock
    /// @param samples how many it has
    record Kept(Key number, Instant at, int samples) {}

    /// What is wrong, in words; nothing when all is well.
    ///
    /// @param settled how many of those that were made had the time to arrive
    List<String> faults(int settled) {
        List<String> faults = new ArrayList<>(numbering());
        faults.addAll(lost(settled));
        faults.addAll(foreign());
        faults.addAll(wronglyTold());
        return faults;
    }

    /// Within a life they count 1, 2, 3..., and a life that ended does not come back.
    private List<String> numbering() {
        List<String> faults = new ArrayList<>();
        Set<String> boots = new HashSet<>();
        Key before = new Key("", 0);
        for (Made made : produced) {
            Key number = made.number();
            boolean another = !number.boot().equals(before.boot());
            if (another && !boots.add(number.boot())) {
                faults.add("life that ended goes on: " + number);
            }
            if (number.seq() != (another ? 1 : before.seq() + 1)) {
                faults.add("out of order: " + number + " after " + before);
            }
            before = number;
        }
        return faults;
    }

    /// Each that is missing is told of by a gap of its own life, in whose numbers and in whose time it lies.
    List<String> lost(int settled) {
        Set<Key> there = numbers();
        List<String> faults = new ArrayList<>();
        for (Made made : produced.subList(0, settled)) {
            if (!there.contains(made.number()) && gaps.stream().noneMatch(gap -> tells(gap, made))) {
                faults.add("neither stored nor told as lost: " + made + ", told: " + gaps);
            }
        }
        return faults;
    }

    private static boolean tells(Gap gap, Made made) {
        return covers(gap, made.number())
                && !made.at().isBefore(gap.from().minus(TICK))
                && !made.at().isAfter(gap.to().plus(TICK));
    }

    private static boolean covers(Gap gap, Key number) {
        return gap.boot().equals(Optional.of(number.boot()))
                && gap.firstSeq() <= number.seq()
                && number.seq() <= gap.lastSeq();
    }

    /// What is stored is what was made under that number. The last of a life may have died before it was written down.
    private List<String> foreign() {
        Map<Key, Instant> made = new LinkedHashMap<>();
        Map<String, Long> last = new LinkedHashMap<>();
        for (Made one : produced) {
            made.put(one.number(), one.at());
            last.put(one.number().boot(), one.number().seq());
        }
        List<String> faults = new ArrayList<>();
        for (Kept kept : stored) {
            Instant at = made.get(kept.number());
            boolean latest =
                    kept.number().seq() == last.getOrDefault(kept.number().boot(), 0L) + 1;
            if (at == null && !latest) {
                faults.add("stored and never made: " + kept);
            }
            if (at != null && !at.equals(kept.at())) {
                faults.add("stored under the number of another: " + kept + " made at " + at);
            }
        }
        if (numbers().size() < stored.size()) {
            faults.add("stored twice");
        }
        return faults;
    }

    /// No gap is told where the samples are there.
    private List<String> wronglyTold() {
        List<String> faults = new ArrayList<>();
        for (Kept kept : stored) {
            gaps.stream()
                    .filter(gap -> kept.samples() > 0 && covers(gap, kept.number()))
                    .forEach(gap -> faults.add("told as lost and stored: " + kept + " by " + gap));
        }
        return faults;
    }

    private Set<Key> numbers() {
        Set<Key> numbers = new HashSet<>();
        stored.forEach(kept -> numbers.add(kept.number()));
        return numbers;
    }
}
