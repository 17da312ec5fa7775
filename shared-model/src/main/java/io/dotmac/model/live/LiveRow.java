package io.dotmac.model.live;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.WorkloadState;
import java.time.Instant;
import java.util.Optional;

/// A row of a live table; the same record is the REST resource.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LiveRow.Node.class, name = "node"),
    @JsonSubTypes.Type(value = LiveRow.Dependency.class, name = "dependency"),
    @JsonSubTypes.Type(value = LiveRow.Replication.class, name = "replication"),
    @JsonSubTypes.Type(value = LiveRow.Container.class, name = "container"),
    @JsonSubTypes.Type(value = LiveRow.Workload.class, name = "workload"),
    @JsonSubTypes.Type(value = LiveRow.Alert.class, name = "alert")
})
public sealed interface LiveRow {
    /// Unique in its topic.
    @JsonIgnore
    String key();

    /// Where it belongs.
    @JsonIgnore
    Topic topic();

    /// Slug of the ISP that it belongs to; empty where only the console's own probe knows of it.
    String tenant();

    /// A machine with an agent.
    ///
    /// @param id of the node
    /// @param tenant slug of its ISP
    /// @param name unique in the tenant
    /// @param state whether the agent is heard
    /// @param severity the worst of the node's own state and of all it watches
    /// @param since when `state` last changed, server's clock
    /// @param lastSeen when the last report came in, server's clock; absent while `NEW`
    /// @param intervalMillis between its regular reports
    /// @param agentVersion of the program
    /// @param os name and version
    /// @param clockOffsetMillis what its clock is ahead of the server's
    /// @param host figures of the machine
    /// @param up how many of its dependencies and links are up
    /// @param total how many it watches
    record Node(
            NodeId id,
            String tenant,
            String name,
            NodeState state,
            Severity severity,
            Instant since,
            Optional<Instant> lastSeen,
            long intervalMillis,
            String agentVersion,
            String os,
            Optional<Long> clockOffsetMillis,
            Optional<HostSummary> host,
            int up,
            int total)
            implements LiveRow {
        @Override
        public String key() {
            return id.toString();
        }

        @Override
        public Topic topic() {
            return Topic.NODES;
        }
    }

    /// A dependency as one node sees it.
    ///
    /// @param node that watches it
    /// @param nodeName of that node
    /// @param tenant slug of its ISP
    /// @param state what the probe found; `UNKNOWN` with reason `AGENT_LOST` when the node is silent
    /// @param receivedAt when this state last came in, server's clock: ages are told by this
    record Dependency(NodeId node, String nodeName, String tenant, DependencyState state, Instant receivedAt)
            implements LiveRow {
        @Override
        public String key() {
            return node + "/" + state.name();
        }

        @Override
        public Topic topic() {
            return Topic.DEPENDENCIES;
        }
    }

    /// A replication link as one node sees it.
    ///
    /// @param node that watches it
    /// @param nodeName of that node
    /// @param tenant slug of its ISP
    /// @param link what the probe found; health `UNKNOWN` with reason `AGENT_LOST` when the node is silent
    /// @param receivedAt when this state last came in, server's clock: ages are told by this
    record Replication(NodeId node, String nodeName, String tenant, ReplicationLink link, Instant receivedAt)
            implements LiveRow {
        @Override
        public String key() {
            return node + "/" + link.name();
        }

        @Override
        public Topic topic() {
            return Topic.REPLICATION;
        }
    }

    /// A container of one node.
    ///
    /// @param node that runs it
    /// @param nodeName of that node
    /// @param tenant slug of its ISP
    /// @param state what its engine told; health `UNKNOWN` with reason `AGENT_LOST` when the node is silent
    /// @param receivedAt when this state last came in, server's clock
    record Container(NodeId node, String nodeName, String tenant, ContainerState state, Instant receivedAt)
            implements LiveRow {
        @Override
        public String key() {
            return node + "/" + state.name();
        }

        @Override
        public Topic topic() {
            return Topic.CONTAINERS;
        }
    }

    /// A thing of a cluster as one node's agent sees it.
    ///
    /// @param node whose agent watches the cluster
    /// @param nodeName of that node
    /// @param tenant slug of its ISP
    /// @param state what the cluster told; health `UNKNOWN` with reason `AGENT_LOST` when the node is silent
    /// @param receivedAt when this state last came in, server's clock
    record Workload(NodeId node, String nodeName, String tenant, WorkloadState state, Instant receivedAt)
            implements LiveRow {
        @Override
        public String key() {
            return node + "/" + state.id();
        }

        @Override
        public Topic topic() {
            return Topic.WORKLOADS;
        }
    }

    /// Something that is wrong.
    ///
    /// @param tenant slug of its ISP
    /// @param alert itself
    record Alert(String tenant, io.dotmac.model.alert.Alert alert) implements LiveRow {
        @Override
        public String key() {
            return alert.fingerprint();
        }

        @Override
        public Topic topic() {
            return Topic.ALERTS;
        }
    }
}
