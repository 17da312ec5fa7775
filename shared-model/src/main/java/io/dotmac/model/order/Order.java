package io.dotmac.model.order;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dotmac.model.Check;

/// What an agent can be asked to do; there is nothing else that it does for a console.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Order.Probe.class, name = "probe"),
    @JsonSubTypes.Type(value = Order.Logs.class, name = "logs"),
    @JsonSubTypes.Type(value = Order.Restart.class, name = "restart"),
    @JsonSubTypes.Type(value = Order.Diagnose.class, name = "diagnose")
})
public sealed interface Order {
    /// Most lines of a log that are fetched from its end.
    int MAX_TAIL = 2_000;

    /// The word for people, logs and the audit trail.
    @JsonIgnore
    String verb();

    /// What it is done to, empty for the agent itself.
    @JsonIgnore
    String subject();

    /// Check a target now, over a fresh connection.
    ///
    /// @param target name of the dependency
    record Probe(String target) implements Order {
        /// Refuses an over-long name.
        public Probe {
            Check.name("target", target, 64);
        }

        @Override
        public String verb() {
            return "probe";
        }

        @Override
        public String subject() {
            return target;
        }
    }

    /// Fetch the end of a container's log and, if wished, what comes.
    ///
    /// @param container its name
    /// @param tail lines from the end
    /// @param follow whether to go on until withdrawn
    record Logs(String container, int tail, boolean follow) implements Order {
        /// Refuses parts out of range.
        public Logs {
            Check.name("container", container, 128);
            Check.range("tail", tail, 0, MAX_TAIL);
        }

        @Override
        public String verb() {
            return "logs";
        }

        @Override
        public String subject() {
            return container;
        }
    }

    /// Restart a container, where the agent's own configuration allows it.
    ///
    /// @param container its name
    record Restart(String container) implements Order {
        /// Refuses an over-long name.
        public Restart {
            Check.name("container", container, 128);
        }

        @Override
        public String verb() {
            return "restart";
        }

        @Override
        public String subject() {
            return container;
        }
    }

    /// Tell how the agent itself does: settings without secrets, spool, link, memory, targets.
    record Diagnose() implements Order {
        @Override
        public String verb() {
            return "diagnose";
        }

        @Override
        public String subject() {
            return "";
        }
    }
}
