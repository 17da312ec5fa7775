package io.dotmac.server.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dotmac.model.Json;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ConfigState;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.agent.NewConfiguration;
import io.dotmac.model.agent.NodeConfiguration;
import io.dotmac.model.agent.PushedRules;
import io.dotmac.model.agent.RollBack;
import io.dotmac.model.api.ErrorDocument.Detail;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.live.Peers;
import io.dotmac.server.platform.live.Scope;
import io.dotmac.server.platform.query.ListQuery;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How agents are to work: revisions that are kept, pushed to the agent, and told of by it. A refused or rolled back
/// one is not pushed again; somebody has to make another. Safe for use by several threads.
final class Configurations {
    private static final Logger LOG = System.getLogger(Configurations.class.getName());
    private static final String PUSH = "fleet.configure";

    private final Database database;
    private final Audit audit;
    private final NodeBook book;
    private final Controls controls;
    private final Peers peers;
    private final Clock clock;

    /// A node whose agent, at another server perhaps, is to hear of a new revision.
    record Changed(NodeId node) {}

    /// What the audit log tells; the text itself stays with the revision.
    private record Told(int revision, ConfigState state, List<String> violations) {}

    Configurations(Database database, Audit audit, NodeBook book, Controls controls, Peers peers, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.book = book;
        this.controls = controls;
        this.peers = peers;
        this.clock = clock;
        peers.on(PUSH, text -> book.key(Json.read(text, Changed.class).node).ifPresent(this::push));
    }

    NodeConfiguration put(Caller caller, NodeId node, NewConfiguration wanted) {
        NodeKey key = visible(caller, node);
        check(wanted.yaml());
        return make(caller, key, "agent.configuration-made", tx -> wanted.yaml());
    }

    /// Makes an earlier text the wanted one, under a new number.
    NodeConfiguration rollBack(Caller caller, NodeId node, RollBack wanted) {
        NodeKey key = visible(caller, node);
        return make(
                caller,
                key,
                "agent.configuration-rolled-back",
                tx -> ConfigurationStore.find(tx, node, wanted.revision())
                        .map(NodeConfiguration::yaml)
                        .orElseThrow(() -> Refusal.notFound("revision", wanted.revision())));
    }

    NodeConfiguration wanted(Caller caller, NodeId node) {
        NodeKey key = visible(caller, node);
        return database.transaction(key.tenant(), tx -> ConfigurationStore.wanted(tx, node))
                .orElseThrow(() -> Refusal.notFound("configuration of node", node));
    }

    ListQuery.Page<NodeConfiguration> page(Caller caller, NodeId node, ListQuery query) {
        NodeKey key = visible(caller, node);
        return query.page(database.transaction(key.tenant(), tx -> ConfigurationStore.page(tx, node, query)));
    }

    /// An agent told what it has dealt with last; it gets what is newer.
    void told(NodeId node, AgentFrame.Configured configured) {
        Optional<NodeKey> key = book.key(node);
        if (key.isEmpty()) {
            return;
        }
        try {
            Optional<NodeConfiguration> newer = database.transaction(key.get().tenant(), tx -> {
                if (configured.revision() > 0) {
                    note(tx, node, configured);
                }
                return ConfigurationStore.wanted(tx, node).filter(wanted -> wanted.revision() > configured.revision());
            });
            newer.ifPresent(
                    wanted -> controls.tell(node, new ControlFrame.Configure(wanted.revision(), wanted.yaml())));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "what an agent made of its configuration is not noted node=" + node, e);
        }
    }

    private void note(Tx tx, NodeId node, AgentFrame.Configured told) {
        if (ConfigurationStore.state(tx, node, told.revision(), told.state(), told.violations(), clock.instant())) {
            String action = "agent.configuration-"
                    + told.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
            audit.record(
                    tx,
                    new Actor("agent", Optional.of(node.value()), "agent", false),
                    Entry.created(action, "node", node, new Told(told.revision(), told.state(), told.violations())));
        }
    }

    private NodeConfiguration make(Caller caller, NodeKey key, String action, Text text) {
        NodeConfiguration made = database.transaction(key.tenant(), tx -> {
            NodeConfiguration fresh =
                    ConfigurationStore.insert(tx, key.node(), text.in(tx), caller.id(), clock.instant());
            audit.record(
                    tx,
                    caller,
                    Entry.created(action, "node", key.node(), new Told(fresh.revision(), fresh.state(), List.of())));
            return fresh;
        });
        if (!controls.tell(key.node(), new ControlFrame.Configure(made.revision(), made.yaml()))) {
            peers.tell(PUSH, new Changed(key.node()));
        }
        return made;
    }

    private interface Text {
        String in(Tx tx);
    }

    private void push(NodeKey key) {
        if (controls.has(key.node())) {
            database.transaction(key.tenant(), tx -> ConfigurationStore.wanted(tx, key.node()))
                    .ifPresent(wanted ->
                            controls.tell(key.node(), new ControlFrame.Configure(wanted.revision(), wanted.yaml())));
        }
    }

    private NodeKey visible(Caller caller, NodeId node) {
        return book.key(node)
                .filter(key -> Scope.of(caller).covers(key.tenant()))
                .orElseThrow(() -> Refusal.notFound("node", node));
    }

    /// What no agent would take need not be sent; whether it fits this agent's file, the agent says.
    private static void check(String yaml) {
        try {
            JsonNode tree = new YAMLMapper().readTree(yaml);
            List<Detail> wrong = PushedRules.violations(tree).stream()
                    .map(violation -> new Detail("yaml", violation))
                    .toList();
            if (!wrong.isEmpty()) {
                throw Refusal.malformed("yaml " + wrong.getFirst().message(), wrong.toArray(Detail[]::new));
            }
        } catch (JsonProcessingException e) {
            throw Refusal.invalid("yaml", "is not valid YAML: " + e.getOriginalMessage());
        }
    }
}
