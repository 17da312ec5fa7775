package io.dotmac.model.agent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What the server tells an agent over the WebSocket `/api/v1/agents/control`. The agent sends nothing there.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ControlFrame.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = ControlFrame.Watch.class, name = "watch"),
    @JsonSubTypes.Type(value = ControlFrame.Revoked.class, name = "revoked")
})
public sealed interface ControlFrame {
    /// The channel is open.
    ///
    /// @param configRevision of the configuration that the server wants the agent to have
    record Welcome(int configRevision) implements ControlFrame {}

    /// Somebody looks at this node: report every second for the next `seconds`.
    ///
    /// @param seconds until the agent falls back to its own pace
    record Watch(int seconds) implements ControlFrame {}

    /// The node was taken out of service: stop reporting.
    ///
    /// @param reason for the agent's log
    record Revoked(String reason) implements ControlFrame {}
}
