package io.dotmac.console.order;

import io.dotmac.console.Observable;
import io.dotmac.console.Value;
import io.dotmac.console.text.Clean;
import io.dotmac.model.order.OrderState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// One order and what it brings. Safe for use by several threads.
public final class OrderViewModel implements AutoCloseable {
    /// Most lines that are kept; the oldest go first.
    public static final int MAX_LINES = 5_000;

    private static final int SLACK = 500;

    /// What is shown.
    ///
    /// @param state how far it has come
    /// @param detail one line on it
    /// @param lines what it brought, the last [#MAX_LINES] of them
    /// @param dropped lines that were too many, here or on the way
    /// @param since when `state` was reached, this console's clock
    public record State(OrderState state, String detail, List<String> lines, long dropped, Instant since) {
        /// Copies the lines.
        public State {
            lines = List.copyOf(lines);
        }

        /// The state and its detail for people.
        public String text() {
            String word = switch (state) {
                case SENT -> "sent to the agent";
                case ACCEPTED -> "the agent works on it";
                case DONE -> "done";
                case FAILED -> "failed";
                case TIMED_OUT -> "no answer in time";
                case CANCELLED -> "withdrawn";
                case REFUSED -> "refused";
            };
            return detail.isEmpty() ? word : word + ": " + detail;
        }
    }

    private final Errand errand;
    private final InstantSource clock;
    private final Runnable withdraw;
    private final Value<State> state;
    private final List<String> lines = new ArrayList<>();
    private long dropped;

    OrderViewModel(Errand errand, InstantSource clock, Runnable withdraw) {
        this.errand = errand;
        this.clock = clock;
        this.withdraw = withdraw;
        state = new Value<>(new State(OrderState.SENT, "", List.of(), 0, clock.instant()));
    }

    /// What was asked for.
    public Errand errand() {
        return errand;
    }

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    synchronized void progress(OrderState next, String detail) {
        state.update(now -> new State(next, Clean.line(detail), now.lines(), dropped, clock.instant()));
    }

    synchronized void output(List<String> more, long missed) {
        dropped += missed;
        more.forEach(line -> lines.add(Clean.line(line)));
        if (lines.size() > MAX_LINES + SLACK) {
            int surplus = lines.size() - MAX_LINES;
            lines.subList(0, surplus).clear();
            dropped += surplus;
        }
        state.update(now -> new State(now.state(), now.detail(), lines, dropped, now.since()));
    }

    /// Withdraws it, unless it is at its end.
    @Override
    public void close() {
        withdraw.run();
    }
}
