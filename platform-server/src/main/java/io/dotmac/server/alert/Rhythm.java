package io.dotmac.server.alert;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How often something is measured, as it shows: the least of the last spans between two values, so that one span in
/// which nothing came teaches nothing. Not safe for several threads.
final class Rhythm {
    private static final int SPANS = 3;

    private final Deque<Duration> spans = new ArrayDeque<>(SPANS);

    /// Two values came so far apart.
    void learn(Duration span) {
        if (spans.size() == SPANS) {
            spans.removeFirst();
        }
        spans.addLast(span);
    }

    /// Zero where it is not known.
    Duration interval() {
        return spans.stream().min(Duration::compareTo).orElse(Duration.ZERO);
    }

    /// Whether values are missing between two that came so far apart: more than `least`, and more than one of the
    /// usual.
    boolean isGap(Duration span, Duration least) {
        return span.compareTo(least) > 0
                && span.compareTo(interval().multipliedBy(5).dividedBy(2)) > 0;
    }
}
