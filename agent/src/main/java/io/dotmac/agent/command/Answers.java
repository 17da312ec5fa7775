package io.dotmac.agent.command;

import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.order.OrderState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What one order brings, on its way to the server: lines go in batches, and what is too much is dropped and counted.
///
/// Safe for use by several threads.
final class Answers {
    /// Characters of a line; the rest is cut.
    static final int MAX_LINE = 2_000;

    private static final System.Logger LOG = System.getLogger(Answers.class.getName());
    private static final int BATCH_LINES = 100;
    private static final int BATCH_CHARACTERS = 16_000;

    private final UUID id;
    private final Predicate<AgentFrame> channel;
    private final List<String> waiting = new ArrayList<>();
    private int characters;
    private long dropped;
    private @Nullable OrderState stopped;
    private @Nullable AutoCloseable reading;

    /// @param channel `false` when it takes no more now
    Answers(UUID id, Predicate<AgentFrame> channel) {
        this.id = id;
        this.channel = channel;
    }

    synchronized void line(String text) {
        String clean = clean(text);
        waiting.add(clean);
        characters += clean.length();
        if (waiting.size() >= BATCH_LINES || characters >= BATCH_CHARACTERS) {
            flush();
        }
    }

    synchronized void drop(long lines) {
        dropped += lines;
    }

    /// What is read from; closing it ends a read that does not hear of an interruption.
    synchronized void reading(AutoCloseable source) {
        reading = source;
    }

    /// Ends the work from another thread, which is to count as `state`.
    void stop(OrderState state) {
        AutoCloseable source;
        synchronized (this) {
            if (stopped != null) {
                return;
            }
            stopped = state;
            source = reading;
        }
        if (source != null) {
            try {
                source.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.DEBUG, "what an order read did not close order={0}", id);
            }
        }
    }

    synchronized Optional<OrderState> stopped() {
        return Optional.ofNullable(stopped);
    }

    synchronized void flush() {
        if (waiting.isEmpty() && dropped == 0) {
            return;
        }
        if (channel.test(new AgentFrame.Output(id, waiting, dropped))) {
            dropped = 0;
        } else {
            dropped += waiting.size();
        }
        waiting.clear();
        characters = 0;
    }

    boolean tell(OrderState state, String detail) {
        flush();
        String line = clean(detail);
        return channel.test(new AgentFrame.Progress(id, state, line.length() > 500 ? line.substring(0, 500) : line));
    }

    /// One line without control characters, which would be six times as long on the wire.
    private static String clean(String text) {
        String cut = text.length() > MAX_LINE ? text.substring(0, MAX_LINE) : text;
        return cut.replace('\t', ' ').replaceAll("\\p{Cntrl}", "");
    }
}
