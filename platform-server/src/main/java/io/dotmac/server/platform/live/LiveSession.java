package io.dotmac.server.platform.live;

import io.dotmac.model.Json;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.server.platform.http.Channel;
import io.dotmac.server.platform.http.SocketRoute.Ear;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/// One console that looks: which topics, and whether it keeps up.
///
/// A topic is first *asked for*, then a snapshot is made when the writer gets to it, and from that moment the topic is
/// *live*. A console that does not keep up loses its queue and is put back to asking, so it gets the newest state and
/// never an endless past. Safe for use by several threads.
final class LiveSession implements Ear {
    private static final int ROWS_PER_PART = 500;
    private static final int GOING_AWAY = 1001;
    private static final Errands.Counter NOBODY = new Errands.Counter() {
        @Override
        public void ask(ClientFrame.Ask wanted) {
            throw new IllegalStateException("asked before the counter was open");
        }

        @Override
        public void withdraw(UUID id) {
            // Nothing was asked.
        }

        @Override
        public void left() {
            // Nothing was asked.
        }
    };

    private final LiveHub hub;
    private final Scope scope;
    private final Predicate<Topic> allowed;
    private final Channel channel;
    private final Clock clock;
    private final Set<Topic> asked = EnumSet.noneOf(Topic.class);
    private final Set<Topic> live = EnumSet.noneOf(Topic.class);
    private long behindSince;
    private volatile Errands.Counter counter = NOBODY;

    /// @param allowed topics that its caller may see; of others nothing is ever told, not even that there is nothing
    LiveSession(LiveHub hub, Scope scope, Predicate<Topic> allowed, Channel channel, Clock clock) {
        this.allowed = allowed;
        this.hub = hub;
        this.scope = scope;
        this.channel = channel;
        this.clock = clock;
    }

    /// Gives what the console wants done to `opened` from now on.
    void counter(Errands.Counter opened) {
        counter = opened;
    }

    /// Queues a frame that may be left out; `false` when there is no room.
    boolean offer(ServerFrame frame) {
        return channel.offer(Json.text(frame));
    }

    Scope scope() {
        return scope;
    }

    @Override
    public void text(String message) {
        switch (Json.read(message, ClientFrame.class)) {
            case ClientFrame.Subscribe(var topics) -> subscribe(topics);
            case ClientFrame.Ask ask -> counter.ask(ask);
            case ClientFrame.Withdraw(var id) -> counter.withdraw(id);
            case ClientFrame.Ping(var id) -> send(new ServerFrame.Pong(id, clock.instant()));
        }
    }

    @Override
    public void gone() {
        hub.leave(this);
        counter.left();
    }

    synchronized boolean isLive(Topic topic) {
        return live.contains(topic);
    }

    synchronized boolean isWatching() {
        return !asked.isEmpty() || !live.isEmpty();
    }

    synchronized void live(Topic topic) {
        asked.remove(topic);
        live.add(topic);
        if (asked.isEmpty()) {
            behindSince = 0;
        }
    }

    /// Queues a change; when there is no room, all that waits is dropped for fresh snapshots.
    void delta(String text) {
        if (!channel.offer(text)) {
            fallBehind();
        }
    }

    void send(ServerFrame frame) {
        if (!channel.offer(Json.text(frame))) {
            fallBehind();
        }
    }

    void goAway() {
        channel.clear();
        channel.close(GOING_AWAY, "the server stops");
    }

    void cutIfStuck(Duration limit) {
        long since;
        synchronized (this) {
            since = behindSince;
        }
        if (since != 0 && clock.millis() - since > limit.toMillis()) {
            channel.clear();
            channel.close(Channel.TRY_AGAIN_LATER, "the console reads too slowly");
        }
        channel.cutIfStuck(limit);
    }

    private void subscribe(Set<Topic> wanted) {
        List<Topic> topics = wanted.stream().filter(allowed).sorted().toList();
        synchronized (this) {
            asked.clear();
            live.clear();
            asked.addAll(topics);
        }
        topics.forEach(this::askFor);
        if (!topics.isEmpty()) {
            hub.watchBegan(scope);
        }
    }

    private void askFor(Topic topic) {
        if (!channel.offer(() -> snapshot(topic))) {
            fallBehind();
        }
    }

    private void fallBehind() {
        List<Topic> again;
        synchronized (this) {
            asked.addAll(live);
            live.clear();
            if (behindSince == 0) {
                behindSince = clock.millis();
            }
            again = List.copyOf(asked);
        }
        channel.clear();
        again.forEach(topic -> channel.offer(() -> snapshot(topic)));
    }

    /// Made on the writer's thread, so that it is as fresh as can be.
    private List<String> snapshot(Topic topic) {
        synchronized (this) {
            if (!asked.contains(topic)) {
                return List.of(); // Asked for twice, and the first one has been sent.
            }
        }
        LiveHub.View view = hub.beginTopic(this, topic);
        List<LiveRow> rows = view.rows();
        List<String> parts = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(rows.size(), from + ROWS_PER_PART);
            parts.add(Json.text(new ServerFrame.Snapshot(
                    topic, view.version(), parts.size(), to == rows.size(), rows.subList(from, to))));
            from = to;
        } while (from < rows.size());
        return parts;
    }
}
