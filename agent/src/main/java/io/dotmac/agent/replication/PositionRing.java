package io.dotmac.agent.replication;

import org.jspecify.annotations.Nullable;

/// Remembers when the primary's log was first seen at which position, so that a copy's position can be told as an age.
///
/// The lag of a copy is the age of the first sample beyond the copy's position: right when idle, paused and cut, needs
/// no write to the database and compares no two machines' clocks. When full, old samples are thinned: a lag is then
/// known to two per cent, however old. Safe for use by several threads.
public final class PositionRing {
    private static final int CAPACITY = 3_600;
    private static final double NANOS = 1e9;
    private static final double RESOLUTION = 0.02;

    private final long[] nanos = new long[CAPACITY];
    private final long[] positions = new long[CAPACITY];
    private int size;
    private String log = "";

    /// A copy's age.
    ///
    /// @param seconds since the oldest change that it lacks, 0 when it lacks none
    /// @param lowerBound whether that change may be older than this ring
    public record Lag(double seconds, boolean lowerBound) {}

    /// Takes the primary's position.
    ///
    /// @param at monotonic time of the reading
    /// @param of which log; positions of different logs, or of one before and after it forked, do not compare
    public synchronized void sample(long at, long position, String of) {
        if (!of.equals(log)) {
            log = of;
            size = 0;
        }
        if (size > 0 && position <= positions[size - 1]) {
            return;
        }
        if (size == CAPACITY) {
            thin(at);
        }
        nanos[size] = at;
        positions[size] = position;
        size++;
    }

    /// What a copy at `position` lacked at the time `at`; `null` when the primary was not seen before that time.
    synchronized @Nullable Lag lag(long position, long at) {
        int first = firstBeyond(position);
        boolean untold = size == 0 || (first == 0 && nanos[0] - at > 0);
        if (untold) {
            return null;
        }
        if (first == size || nanos[first] - at > 0) {
            return new Lag(0, false);
        }
        return new Lag((at - nanos[first]) / NANOS, first == 0);
    }

    private int firstBeyond(long position) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (positions[middle] > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// Drops samples that stand closer together than their age warrants.
    private void thin(long now) {
        int kept = 1;
        for (int index = 1; index < size; index++) {
            boolean last = index == size - 1;
            boolean needed = last || nanos[index + 1] - nanos[kept - 1] > RESOLUTION * (now - nanos[index + 1]);
            if (needed) {
                nanos[kept] = nanos[index];
                positions[kept] = positions[index];
                kept++;
            }
        }
        size = kept;
        if (size > CAPACITY / 2) {
            // Samples came at a rate that nobody asked for: keep every second.
            for (int index = 0; index < size / 2; index++) {
                nanos[index] = nanos[2 * index];
                positions[index] = positions[2 * index];
            }
            size /= 2;
        }
    }
}
