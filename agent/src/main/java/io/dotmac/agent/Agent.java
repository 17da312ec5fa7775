package io.dotmac.agent;

import io.dotmac.agent.command.Diagnosis;
import io.dotmac.agent.command.OrderBook;
import io.dotmac.agent.command.Workshop;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ConfigSource;
import io.dotmac.agent.config.KeptConfig;
import io.dotmac.agent.link.Enroller;
import io.dotmac.agent.link.Link;
import io.dotmac.agent.local.MetricsPage;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.report.Extras;
import io.dotmac.agent.report.SelfFigures;
import io.dotmac.agent.report.Sequence;
import io.dotmac.model.report.Report;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The node agent as a part of another program: probes what its configuration names and hands over reports.
///
/// Safe for use by several threads. Starts once; [#close()] ends all of its threads and connections.
public final class Agent implements AutoCloseable {
    private final AgentConfig config;
    private final @Nullable ConfigSource source;
    private final KeptConfig kept;
    private final @Nullable Consumer<Report> sink;
    private final Duration probation;
    private final Clock clock = Clock.systemUTC();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Parts.@Nullable Ground ground;
    private @Nullable Parts parts;
    private @Nullable Link link;
    private @Nullable Steering steering;
    private @Nullable MetricsPage page;
    private final boolean serves;

    private Agent(
            AgentConfig config,
            @Nullable ConfigSource source,
            KeptConfig kept,
            @Nullable Consumer<Report> sink,
            boolean serves,
            Duration probation) {
        this.config = config;
        this.source = source;
        this.kept = kept;
        this.sink = sink;
        this.serves = serves;
        this.probation = probation;
    }

    /// Probes only: the same reports as would go to the server are handed to `sink`, in order, from one thread. Opens
    /// no port, needs no enrolment, writes no file.
    public static Agent probing(AgentConfig config, Consumer<Report> sink) {
        return new Agent(config, null, KeptConfig.NONE, sink, false, Steering.PROBATION);
    }

    /// Probes and reports to the server, works by what the server pushes as far as the file lets it, and does what
    /// operators order; [#start()] throws [io.dotmac.agent.link.LinkFailure] when the agent is not enrolled.
    public static Agent linked(ConfigSource source) {
        return linked(source, Steering.PROBATION);
    }

    /// Probes and serves the figures on this machine, as an exporter does; knows no server.
    public static Agent local(AgentConfig config) {
        return new Agent(config, null, KeptConfig.NONE, _ -> {}, true, Steering.PROBATION);
    }

    static Agent linked(ConfigSource source, Duration probation) {
        Steering.Beginning beginning = Steering.begin(source);
        return new Agent(beginning.config(), source, beginning.kept(), null, true, probation);
    }

    /// The configuration that it starts with.
    public AgentConfig config() {
        return config;
    }

    /// Trades a one-use token for a node of its own; throws [io.dotmac.agent.link.LinkFailure] with what to do about
    /// it.
    public static Enroller.Joined enrol(AgentConfig config, String token) {
        return Enroller.enrol(config, token, Version.TEXT);
    }

    /// Starts; returns at once.
    public synchronized void start() {
        if (parts != null) {
            throw new IllegalStateException("the agent was started before");
        }
        Sequence sequence = new Sequence();
        Pace pace = new Pace(config.interval(), System::nanoTime);
        Consumer<Report> taker = sink;
        if (source == null) {
            Consumer<Report> out = shown(taker == null ? _ -> {} : taker);
            parts = Parts.start(config, new Parts.Ground(pace, clock, sequence, Extras.NONE, out));
            serve();
            return;
        }
        Link opened = Link.open(config, pace, clock, sequence);
        ground = new Parts.Ground(pace, clock, sequence, opened, shown(opened::accept));
        Workshop workshop = new Workshop(this::workingBy, () -> running().docker(), () -> inside(opened), clock);
        Steering steers =
                new Steering(source, kept, opened, new OrderBook(workshop, opened::say), this::workBy, probation);
        opened.orders(steers);
        link = opened;
        steering = steers;
        parts = Parts.start(config, ground);
        opened.start();
        serve();
    }

    /// Goes over to another configuration; the link and what it keeps go on.
    private synchronized void workBy(AgentConfig next) {
        Parts before = parts;
        Parts.Ground common = ground;
        if (before == null || common == null || closed.getCount() == 0) {
            return;
        }
        before.close();
        common.pace().restart(next.interval());
        parts = Parts.start(next, common);
    }

    private synchronized Parts running() {
        Parts now = parts;
        if (now == null) {
            throw new IllegalStateException("the agent does not run");
        }
        return now;
    }

    private AgentConfig workingBy() {
        return running().config();
    }

    private Diagnosis.Inside inside(Link opened) {
        List<Sample> samples = new ArrayList<>(SelfFigures.samples());
        samples.addAll(opened.samples());
        Steering steers;
        synchronized (this) {
            steers = steering;
        }
        return new Diagnosis.Inside(
                Version.TEXT,
                samples,
                opened.clockOffsetMillis(),
                opened.trouble(),
                steers == null ? "" : steers.describe(),
                running().reporter().dependencies());
    }

    private Consumer<Report> shown(Consumer<Report> next) {
        if (!serves || config.metrics() == null) {
            return next;
        }
        MetricsPage shows = new MetricsPage(config, config.metrics(), Version.TEXT);
        page = shows;
        return next.andThen(shows::accept);
    }

    /// After the probes have begun, which need none of it.
    private void serve() {
        if (page != null) {
            page.open();
        }
    }

    /// Where the figures are served; empty when they are not.
    public synchronized Optional<InetSocketAddress> metricsAddress() {
        return Optional.ofNullable(page).flatMap(MetricsPage::address);
    }

    /// Waits until the server takes the node out of service, and says why; empty when closed before.
    public Optional<String> awaitRevoked() throws InterruptedException {
        Link opened;
        synchronized (this) {
            opened = link;
        }
        if (opened != null) {
            return opened.awaitRevoked();
        }
        closed.await();
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        if (steering != null) {
            steering.close();
        }
        if (parts != null) {
            parts.close();
        }
        if (link != null) {
            link.close();
        }
        if (page != null) {
            page.close();
            page = null;
        }
    }
}
