package io.dotmac.agent.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// What the agent's clock is ahead of the server's: the median of the last five exchanges. Safe for several threads.
final class ClockOffset {
    private static final int EXCHANGES = 5;
    private static final long WORTH_TELLING_MILLIS = 2_000;

    private final Deque<Long> offsets = new ArrayDeque<>();

    synchronized void add(Instant sent, Instant serverReceived, Instant serverSent, Instant received) {
        long there = Duration.between(serverReceived, sent).toMillis();
        long back = Duration.between(serverSent, received).toMillis();
        offsets.addLast((there + back) / 2);
        if (offsets.size() > EXCHANGES) {
            offsets.removeFirst();
        }
    }

    synchronized Optional<Long> millis() {
        if (offsets.isEmpty()) {
            return Optional.empty();
        }
        List<Long> sorted = offsets.stream().sorted().toList();
        return Optional.of(sorted.get(sorted.size() / 2));
    }

    Optional<String> trouble() {
        return millis().filter(offset -> Math.abs(offset) > WORTH_TELLING_MILLIS)
                .map(offset -> "this machine's clock is " + Math.abs(offset) / 1000 + " s "
                        + (offset > 0 ? "ahead of" : "behind") + " the server's");
    }
}
