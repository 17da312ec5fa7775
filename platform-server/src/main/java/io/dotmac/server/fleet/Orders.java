package io.dotmac.server.fleet;

import io.dotmac.model.Json;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderRecord;
import io.dotmac.model.order.OrderState;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.live.Errands;
import io.dotmac.server.platform.live.Peers;
import io.dotmac.server.platform.live.Scope;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.tenant.Tenants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// What operators have agents do: checked, written down with who asked, sent, and told back to the console that asked.
///
/// The agent may be connected to another server; then the orders and the answers go by the servers' channel. An order
/// is sent once and never again, so it is done once or not at all. Safe for use by several threads.
final class Orders implements Errands {
    private static final Logger LOG = System.getLogger(Orders.class.getName());
    private static final String ORDER = "fleet.order";
    private static final String CANCEL = "fleet.order-cancel";
    private static final String ANSWER = "fleet.order-answer";
    private static final int MAX_PER_CONSOLE = 8;

    private final Database database;
    private final Audit audit;
    private final Tenants tenants;
    private final NodeBook book;
    private final Controls controls;
    private final Peers peers;
    private final Clock clock;
    private final Map<UUID, OpenOrder> open = new ConcurrentHashMap<>();

    /// An order for an agent that is connected to another server.
    record Sent(NodeId node, UUID id, Order order) {}

    /// An order that is not wanted any more.
    record Dropped(NodeId node, UUID id) {}

    /// What an agent said to another server.
    record Answered(NodeId node, AgentFrame frame) {}

    /// What the audit log tells of an order.
    private record Told(String verb, String target, UUID order) {}

    /// What the audit log tells of its end.
    private record Ended(String verb, String target, OrderState state, String detail) {}

    Orders(
            Database database,
            Audit audit,
            Tenants tenants,
            NodeBook book,
            Controls controls,
            Peers peers,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.tenants = tenants;
        this.book = book;
        this.controls = controls;
        this.peers = peers;
        this.clock = clock;
        peers.on(ORDER, text -> forward(Json.read(text, Sent.class)));
        peers.on(CANCEL, text -> cancelHere(Json.read(text, Dropped.class)));
        peers.on(ANSWER, text -> {
            Answered answered = Json.read(text, Answered.class);
            heard(answered.node, answered.frame);
        });
    }

    static Permission permission(Order order) {
        return switch (order) {
            case Order.Probe _ -> Permission.FLEET_ACT;
            case Order.Logs _ -> Permission.FLEET_LOGS;
            case Order.Restart _ -> Permission.FLEET_RESTART;
            case Order.Diagnose _ -> Permission.FLEET_DIAGNOSE;
        };
    }

    ListQuery.Page<OrderRecord> page(Caller caller, Optional<String> tenant, ListQuery query) {
        TenantId owner = Owners.of(caller, tenant, tenants);
        return query.page(database.transaction(owner, tx -> OrderStore.page(tx, query)));
    }

    @Override
    public Counter open(Caller caller, Predicate<ServerFrame> answers) {
        Set<UUID> mine = ConcurrentHashMap.newKeySet();
        return new Counter() {
            @Override
            public void ask(ClientFrame.Ask wanted) {
                if (mine.size() >= MAX_PER_CONSOLE) {
                    mine.removeIf(id -> !open.containsKey(id));
                }
                if (mine.size() >= MAX_PER_CONSOLE) {
                    var _ = answers.test(
                            refused(wanted.id(), "this console waits for " + MAX_PER_CONSOLE + " orders already"));
                    return;
                }
                mine.add(wanted.id());
                Thread.ofVirtual().name("order").start(() -> {
                    begin(caller, wanted, answers);
                    if (!mine.contains(wanted.id())) {
                        Orders.this.withdraw(wanted.id()); // Withdrawn while it was being written down.
                    }
                });
            }

            @Override
            public void withdraw(UUID id) {
                if (mine.remove(id)) {
                    Orders.this.withdraw(id);
                }
            }

            @Override
            public void left() {
                List<UUID> all = List.copyOf(mine);
                mine.clear();
                all.forEach(id -> Orders.this.withdraw(id));
            }
        };
    }

    private void begin(Caller caller, ClientFrame.Ask wanted, Predicate<ServerFrame> answers) {
        try {
            caller.require(permission(wanted.order()));
            NodeKey node = book.key(wanted.node())
                    .filter(key -> Scope.of(caller).covers(key.tenant()))
                    .orElseThrow(() -> Refusal.notFound("node", wanted.node()));
            Optional<OrderRecord> before = writeDown(caller, node, wanted);
            if (before.isPresent()) {
                var _ = answers.test(new ServerFrame.Progress(
                        wanted.id(), before.get().state(), before.get().detail()));
                return;
            }
            send(new OpenOrder(wanted.id(), node, wanted.order(), Actor.of(caller), answers));
        } catch (Refusal e) {
            var _ = answers.test(refused(wanted.id(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "order not begun order=" + wanted.id(), e);
            var _ = answers.test(refused(wanted.id(), "the server cannot write the order down; nothing was done"));
        }
    }

    /// Returns the order of that id, if there was one already.
    private Optional<OrderRecord> writeDown(Caller caller, NodeKey node, ClientFrame.Ask wanted) {
        Order order = wanted.order();
        OrderRecord fresh = new OrderRecord(
                wanted.id(),
                node.node(),
                order.verb(),
                order.subject(),
                caller.id(),
                clock.instant(),
                OrderState.SENT,
                "",
                Optional.empty());
        return database.transaction(node.tenant(), tx -> {
            if (OrderStore.insert(tx, fresh)) {
                Told told = new Told(order.verb(), order.subject(), wanted.id());
                audit.record(tx, caller, Entry.created("agent.order-given", "node", node.node(), told));
                return Optional.empty();
            }
            return Optional.of(
                    OrderStore.find(tx, wanted.id()).orElseThrow(() -> Refusal.notFound("order", wanted.id())));
        });
    }

    private void send(OpenOrder order) {
        open.put(order.id(), order);
        ControlFrame.Do frame = new ControlFrame.Do(order.id(), order.order(), OpenOrder.seconds(order.order()));
        if (controls.tell(order.node().node(), frame)) {
            return;
        }
        if (peers.count() > 0) {
            peers.tell(ORDER, new Sent(order.node().node(), order.id(), order.order()));
            return;
        }
        end(order, OrderState.REFUSED, "the agent is not connected; nothing was done");
    }

    private void forward(Sent sent) {
        controls.tell(sent.node, new ControlFrame.Do(sent.id, sent.order, OpenOrder.seconds(sent.order)));
    }

    private void cancelHere(Dropped dropped) {
        controls.tell(dropped.node, new ControlFrame.Cancel(dropped.id));
    }

    private void withdraw(UUID id) {
        OpenOrder order = open.get(id);
        if (order != null) {
            cancel(order);
            end(order, OrderState.CANCELLED, "");
        }
    }

    private void cancel(OpenOrder order) {
        NodeId node = order.node().node();
        if (!controls.tell(node, new ControlFrame.Cancel(order.id()))) {
            peers.tell(CANCEL, new Dropped(node, order.id()));
        }
    }

    /// An agent that is connected here said something.
    void said(NodeId node, AgentFrame frame) {
        if (!heard(node, frame)) {
            peers.tell(ANSWER, new Answered(node, frame));
        }
    }

    private boolean heard(NodeId node, AgentFrame frame) {
        return switch (frame) {
            case AgentFrame.Progress(var id, var state, var detail) -> {
                Optional<OpenOrder> order = of(node, id);
                order.ifPresent(one -> {
                    if (state.ended()) {
                        end(one, state, detail);
                    } else {
                        one.progress(state, detail);
                    }
                });
                yield order.isPresent();
            }
            case AgentFrame.Output(var id, var lines, var dropped) -> {
                Optional<OpenOrder> order = of(node, id);
                order.ifPresent(one -> one.output(new ServerFrame.Output(id, lines, dropped)));
                yield order.isPresent();
            }
            case AgentFrame.Configured _ -> true; // is no order's
        };
    }

    /// An agent answers for its own orders alone.
    private Optional<OpenOrder> of(NodeId node, UUID id) {
        return Optional.ofNullable(open.get(id))
                .filter(order -> order.node().node().equals(node));
    }

    void lineLost(NodeId node) {
        for (OpenOrder order : List.copyOf(open.values())) {
            if (order.node().node().equals(node)) {
                end(order, OrderState.FAILED, "the agent's connection broke; whether it was done is not known");
            }
        }
    }

    private void end(OpenOrder order, OrderState state, String detail) {
        if (!order.progress(state, detail)) {
            return;
        }
        if (order.toldAll()) {
            open.remove(order.id());
        }
        try {
            database.transaction(order.node().tenant(), tx -> {
                if (OrderStore.end(tx, order.id(), state, detail, clock.instant())) {
                    Ended ended = new Ended(order.order().verb(), order.order().subject(), state, detail);
                    audit.record(
                            tx,
                            order.actor(),
                            Entry.created(
                                    "agent.order-ended", "node", order.node().node(), ended));
                }
                return order;
            });
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "end of an order not written order={0} cause={1}", order.id(), e.toString());
        }
    }

    /// Gives up what takes too long; to be called every second.
    void watch() {
        for (OpenOrder order : List.copyOf(open.values())) {
            if (order.late()) {
                String detail = order.taken()
                        ? "the agent did not end it in time; whether it was done is not known"
                        : "the agent did not take it in 5 s: it is not connected, or too old to know it";
                cancel(order);
                end(order, OrderState.TIMED_OUT, detail);
            }
            if (order.ended() && order.toldAll()) {
                open.remove(order.id());
            }
        }
    }

    int size() {
        return open.size();
    }

    private static ServerFrame refused(UUID id, String why) {
        return new ServerFrame.Progress(id, OrderState.REFUSED, why);
    }
}
