package io.dotmac.model.live;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.order.Order;
import java.util.Set;
import java.util.UUID;

/// What a console sends over `/api/v1/live`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClientFrame.Subscribe.class, name = "subscribe"),
    @JsonSubTypes.Type(value = ClientFrame.Ping.class, name = "ping"),
    @JsonSubTypes.Type(value = ClientFrame.Ask.class, name = "ask"),
    @JsonSubTypes.Type(value = ClientFrame.Withdraw.class, name = "withdraw")
})
public sealed interface ClientFrame {
    /// Replaces the session's topics; each new one answers with a snapshot. Sent again for a topic: a fresh snapshot.
    ///
    /// @param topics wanted
    record Subscribe(Set<Topic> topics) implements ClientFrame {
        /// Copies the topics.
        public Subscribe {
            topics = Set.copyOf(topics);
        }
    }

    /// Asks for a [ServerFrame.Pong]; also keeps the session alive.
    ///
    /// @param id comes back
    record Ping(long id) implements ClientFrame {}

    /// Wants something done by a node's agent; answered by [ServerFrame.Progress] and [ServerFrame.Output]. It is
    /// withdrawn when the session ends.
    ///
    /// @param id chosen at random; the same one again is answered, not done again
    /// @param node whose agent
    /// @param order what to do
    record Ask(UUID id, NodeId node, Order order) implements ClientFrame {}

    /// Does not want it any more.
    ///
    /// @param id of the order
    record Withdraw(UUID id) implements ClientFrame {}
}
