package io.dotmac.server.platform.db;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;

/// How old a standby's view is, proven by positions in the log: whatever was committed when the primary's log ended at
/// a position is on the standby once that is replayed.
///
/// Neither clock nor idleness of a server enters into it. A link that is cut shows as a view that grows older while the
/// primary writes, and as a current one while there is nothing to miss. Safe for use by several threads.
final class ReplayClock {
    private static final int MOST = 256;

    private final Deque<Mark> marks = new ArrayDeque<>();
    private OptionalLong proven = OptionalLong.empty();

    /// Of so many positions one is kept, and since that one were so many.
    private int step = 1;

    private int since;

    /// @param position where the primary's log ended
    /// @param nanos before it was asked
    private record Mark(long position, long nanos) {}

    /// The primary's log ended at `position` when asked at `nanos` or later.
    synchronized void written(long position, long nanos) {
        Mark last = marks.peekLast();
        if (last != null && last.position > position) {
            forget(); // another history of the database
            last = null;
        }
        if (last != null && (last.position == position || ++since < step)) {
            marks.removeLast();
        } else {
            since = 0;
        }
        marks.addLast(new Mark(position, nanos));
        if (marks.size() > MOST) {
            thin();
        }
    }

    /// The standby has replayed the log up to `position`.
    synchronized void replayed(long position) {
        while (!marks.isEmpty() && marks.getFirst().position <= position) {
            Mark reached = marks.getFirst();
            proven = OptionalLong.of(reached.nanos);
            if (marks.size() == 1) {
                step = 1;
                return; // may still be reached at a later time
            }
            marks.removeFirst();
        }
    }

    /// The standby surely has what was committed before this; empty while nothing is known.
    synchronized OptionalLong proven() {
        return proven;
    }

    /// Begins anew: nothing is known.
    synchronized void forget() {
        marks.clear();
        step = 1;
        proven = OptionalLong.empty();
    }

    /// Every second mark goes: the view of a standby that is far behind is told more roughly.
    private void thin() {
        step *= 2;
        boolean odd = false;
        for (Iterator<Mark> each = marks.iterator(); each.hasNext(); odd = !odd) {
            each.next();
            if (odd) {
                each.remove();
            }
        }
    }
}
