package io.dotmac.agent.collect.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.agent.collect.CollectSink;
import io.dotmac.agent.config.DockerConfig.Wanted;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.Severity;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// All containers of one engine, and what happened to each; tells what changed. Safe for use by several threads.
final class ContainerBook {
    /// More than this are counted, not shown.
    static final int MOST = 2_000;

    private final CollectSink sink;
    private final Clock clock;
    private final Expected expected;
    private final Map<String, Tracked> byId = new TreeMap<>();
    private final Map<String, History> historyById = new HashMap<>();
    private String runtime = "docker";
    private boolean engineUp;
    private boolean listed;

    ContainerBook(CollectSink sink, Clock clock, Expected expected) {
        this.sink = sink;
        this.clock = clock;
        this.expected = expected;
    }

    /// The engine answers.
    synchronized void up(String which) {
        runtime = which;
        engineUp = true;
    }

    /// The engine does not answer: nothing is known of its containers.
    synchronized void down() {
        engineUp = false;
        byId.values().forEach(this::tell);
    }

    /// Remembers what happened.
    synchronized void note(DockerEvent event) {
        if (historyById.size() < 2 * MOST || historyById.containsKey(event.container())) {
            historyById.computeIfAbsent(event.container(), _ -> new History()).note(event);
        }
    }

    /// Takes a closer look over.
    synchronized void put(Inspected inspected) {
        Tracked known = byId.get(inspected.id());
        if (known == null) {
            if (byId.size() >= MOST) {
                return;
            }
            History history = historyById.computeIfAbsent(inspected.id(), _ -> new History());
            known = new Tracked(inspected, history);
            byId.put(inspected.id(), known);
        } else {
            String before = known.name();
            known.inspected(inspected);
            if (!before.equals(known.name())) {
                tellGone(before);
            }
        }
        tell(known);
    }

    synchronized void used(String id, JsonNode stats) {
        Tracked known = byId.get(id);
        if (known != null && known.inspected().phase() == ContainerPhase.RUNNING) {
            Usage.from(stats).ifPresent(known::used);
            tell(known);
            sink.measured(Metrics.DOCKER_TARGET, known.samples());
        }
    }

    synchronized void remove(String id) {
        Tracked known = byId.remove(id);
        historyById.remove(id);
        if (known != null) {
            expected.gone(known.name(), known.cause());
            tellGone(known.name());
        }
    }

    /// Forgets all that are not among those.
    synchronized void keepOnly(Set<String> ids) {
        Set.copyOf(byId.keySet()).stream().filter(id -> !ids.contains(id)).forEach(this::remove);
        historyById.keySet().retainAll(ids);
        listed = true;
    }

    /// Looks at all again: what happened ten minutes ago is no news.
    synchronized void judge() {
        byId.values().forEach(this::tell);
    }

    synchronized List<Wanted> absent() {
        return expected.absent(byId.values().stream().map(Tracked::inspected).toList());
    }

    synchronized void absent(List<Wanted> absent, Map<String, Boolean> imageByName) {
        Expected.News news = expected.news(absent, imageByName, runtime, clock.instant());
        news.found().forEach(this::tellGone);
        news.missing().forEach(sink::container);
    }

    synchronized List<String> running() {
        return byId.values().stream()
                .map(Tracked::inspected)
                .filter(one -> one.phase() == ContainerPhase.RUNNING)
                .map(Inspected::id)
                .toList();
    }

    /// Made, but not started yet: a start that fails makes no event.
    synchronized List<String> unsettled() {
        return byId.values().stream()
                .map(Tracked::inspected)
                .filter(one ->
                        one.phase() == ContainerPhase.CREATED && one.error().isEmpty())
                .map(Inspected::id)
                .toList();
    }

    /// `42 containers, 2 in trouble`.
    synchronized String summary() {
        if (!listed) {
            return "its containers are being listed";
        }
        long bad = byId.values().stream()
                .filter(one -> one.severity().compareTo(Severity.MINOR) >= 0)
                .count();
        String full = byId.size() >= MOST ? ", no more than these are shown" : "";
        return byId.size()
                + (byId.size() == 1 ? " container" : " containers")
                + (bad == 0 ? "" : ", " + bad + " in trouble")
                + full;
    }

    private void tell(Tracked one) {
        Instant now = clock.instant();
        one.news(runtime, engineUp, now).ifPresent(sink::container);
    }

    /// Another one may have taken the name over.
    private void tellGone(String name) {
        List<ContainerState> successors = byId.values().stream()
                .filter(one -> one.name().equals(name))
                .flatMap(one -> one.told().stream())
                .toList();
        sink.containerGone(name);
        successors.forEach(sink::container);
    }
}
