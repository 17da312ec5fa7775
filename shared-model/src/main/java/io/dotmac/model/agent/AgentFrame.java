package io.dotmac.model.agent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dotmac.model.Check;
import io.dotmac.model.order.OrderState;
import java.util.List;
import java.util.UUID;

/// What an agent tells the server over the WebSocket `/api/v1/agents/control`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AgentFrame.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = AgentFrame.Output.class, name = "output"),
    @JsonSubTypes.Type(value = AgentFrame.Configured.class, name = "configured")
})
public sealed interface AgentFrame {
    /// An order goes on.
    ///
    /// @param id of the order
    /// @param state that it has reached
    /// @param detail one line for the operator
    record Progress(UUID id, OrderState state, String detail) implements AgentFrame {
        /// Refuses an over-long detail.
        public Progress {
            Check.line("detail", detail, 500);
        }
    }

    /// Which configuration of the server the agent has dealt with last, told at each opening of the channel and when
    /// it changes.
    ///
    /// @param revision 0 when there was none
    /// @param state what it made of it
    /// @param violations why it was refused or rolled back
    record Configured(int revision, ConfigState state, List<String> violations) implements AgentFrame {
        private static final int MAX = 100;

        /// Copies the violations, the first hundred of them.
        public Configured {
            violations = List.copyOf(violations.subList(0, Math.min(MAX, violations.size())));
        }
    }

    /// What an order brings.
    ///
    /// @param id of the order
    /// @param lines in order
    /// @param dropped lines before these that were too many
    record Output(UUID id, List<String> lines, long dropped) implements AgentFrame {
        /// Copies the lines.
        public Output {
            lines = List.copyOf(lines);
        }
    }
}
