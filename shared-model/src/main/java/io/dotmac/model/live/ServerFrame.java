package io.dotmac.model.live;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dotmac.model.order.OrderState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What the server sends over `/api/v1/live`.
///
/// Per topic: a snapshot in one or more parts, then deltas, each of which continues the version where the last ended. A
/// delta that does not is a gap, and the client subscribes again.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerFrame.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = ServerFrame.Snapshot.class, name = "snapshot"),
    @JsonSubTypes.Type(value = ServerFrame.Delta.class, name = "delta"),
    @JsonSubTypes.Type(value = ServerFrame.Pong.class, name = "pong"),
    @JsonSubTypes.Type(value = ServerFrame.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = ServerFrame.Output.class, name = "output")
})
public sealed interface ServerFrame {
    /// First frame of a session.
    ///
    /// @param server version of the program
    /// @param environment for example `production`
    /// @param now server's clock
    record Welcome(String server, String environment, Instant now) implements ServerFrame {}

    /// All rows of a topic.
    ///
    /// @param topic whose
    /// @param version that the rows are at
    /// @param part 0, 1, 2...; part 0 clears what the client has
    /// @param last whether this part ends the snapshot
    /// @param rows of this part, at most 500
    record Snapshot(Topic topic, long version, int part, boolean last, List<LiveRow> rows) implements ServerFrame {
        /// Copies the rows.
        public Snapshot {
            rows = List.copyOf(rows);
        }
    }

    /// What changed.
    ///
    /// @param topic whose
    /// @param from version that it continues
    /// @param to version that it leads to
    /// @param upserts rows new or changed
    /// @param removed keys of rows that are gone
    record Delta(Topic topic, long from, long to, List<LiveRow> upserts, List<String> removed) implements ServerFrame {
        /// Copies the lists.
        public Delta {
            upserts = List.copyOf(upserts);
            removed = List.copyOf(removed);
        }
    }

    /// Answer to a [ClientFrame.Ping].
    ///
    /// @param id of the ping
    /// @param now server's clock
    record Pong(long id, Instant now) implements ServerFrame {}

    /// An order goes on.
    ///
    /// @param id of the order
    /// @param state that it has reached
    /// @param detail one line for the operator
    record Progress(UUID id, OrderState state, String detail) implements ServerFrame {}

    /// What an order brings.
    ///
    /// @param id of the order
    /// @param lines in order
    /// @param dropped lines before these that were too many
    record Output(UUID id, List<String> lines, long dropped) implements ServerFrame {
        /// Copies the lines.
        public Output {
            lines = List.copyOf(lines);
        }
    }
}
