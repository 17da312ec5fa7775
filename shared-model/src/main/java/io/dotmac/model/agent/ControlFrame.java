package io.dotmac.model.agent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dotmac.model.order.Order;
import java.util.UUID;

/// What the server tells an agent over the WebSocket `/api/v1/agents/control`; it answers with [AgentFrame].
///
/// An agent passes over what it does not know: a newer server may say more.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ControlFrame.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = ControlFrame.Watch.class, name = "watch"),
    @JsonSubTypes.Type(value = ControlFrame.Revoked.class, name = "revoked"),
    @JsonSubTypes.Type(value = ControlFrame.Do.class, name = "do"),
    @JsonSubTypes.Type(value = ControlFrame.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = ControlFrame.Configure.class, name = "configure")
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

    /// The agent is to work by this from now on, if it can.
    ///
    /// @param revision rises
    /// @param yaml see [NewConfiguration]
    record Configure(int revision, String yaml) implements ControlFrame {}

    /// An operator wants something done. The same id a second time is answered, not done again.
    ///
    /// @param id of the order
    /// @param order what to do
    /// @param seconds after which nobody waits for it any more
    record Do(UUID id, Order order, int seconds) implements ControlFrame {}

    /// Nobody wants it any more.
    ///
    /// @param id of the order
    record Cancel(UUID id) implements ControlFrame {}
}
