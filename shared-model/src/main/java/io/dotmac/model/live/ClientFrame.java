package io.dotmac.model.live;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Set;

/// What a console sends over `/api/v1/live`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClientFrame.Subscribe.class, name = "subscribe"),
    @JsonSubTypes.Type(value = ClientFrame.Ping.class, name = "ping")
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
}
