package io.dotmac.agent;

import io.dotmac.agent.collect.Collectors;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.link.Enroller;
import io.dotmac.agent.link.Link;
import io.dotmac.agent.local.MetricsPage;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Probes;
import io.dotmac.agent.report.Extras;
import io.dotmac.agent.report.Reporter;
import io.dotmac.agent.report.Sequence;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The node agent as a part of another program: probes what its configuration names and hands over reports.
///
/// Safe for use by several threads. Starts once; [#close()] ends all of its threads and connections.
public final class Agent implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Agent.class.getName());

    private final AgentConfig config;
    private final @Nullable Consumer<Report> sink;
    private final Clock clock = Clock.systemUTC();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Probes probes;
    private @Nullable Collectors collectors;
    private @Nullable Reporter reporter;
    private @Nullable Link link;
    private @Nullable MetricsPage page;
    private final boolean serves;

    private Agent(AgentConfig config, @Nullable Consumer<Report> sink, boolean serves) {
        this.config = config;
        this.sink = sink;
        this.serves = serves;
    }

    /// Probes only: the same reports as would go to the server are handed to `sink`, in order, from one thread. Opens
    /// no
    /// port, needs no enrolment, writes no file.
    public static Agent probing(AgentConfig config, Consumer<Report> sink) {
        return new Agent(config, sink, false);
    }

    /// Probes and reports to the server; [#start()] throws [LinkFailure] when the agent is not enrolled.
    public static Agent linked(AgentConfig config) {
        return new Agent(config, null, true);
    }

    /// Probes and serves the figures on this machine, as an exporter does; knows no server.
    public static Agent local(AgentConfig config) {
        return new Agent(config, _ -> {}, true);
    }

    /// Trades a one-use token for a node of its own; throws [LinkFailure] with what to do about it.
    public static Enroller.Joined enrol(AgentConfig config, String token) {
        return Enroller.enrol(config, token, Version.TEXT);
    }

    /// Starts; returns at once.
    public synchronized void start() {
        if (reporter != null) {
            throw new IllegalStateException("the agent was started before");
        }
        Sequence sequence = new Sequence();
        Pace pace = new Pace(config.interval(), System::nanoTime);
        Link opened = sink == null ? Link.open(config, pace, clock, sequence) : null;
        Consumer<Report> out = shown(opened == null ? handOver() : opened::accept);
        Reporter reports =
                new Reporter(config, pace, clock, sequence, Version.TEXT, opened == null ? Extras.NONE : opened, out);
        Probes watches = new Probes(config, pace, clock, reports);
        Collectors collects = new Collectors(config, pace, clock, reports);
        if (opened != null) {
            opened.start();
        }
        reports.start();
        watches.start();
        collects.start();
        link = opened;
        reporter = reports;
        probes = watches;
        collectors = collects;
    }

    /// Reporting goes on when the figures cannot be served here.
    private Consumer<Report> shown(Consumer<Report> next) {
        if (!serves || config.metrics() == null) {
            return next;
        }
        try {
            MetricsPage served = MetricsPage.open(config, config.metrics(), Version.TEXT);
            page = served;
            return next.andThen(served::accept);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "metrics cannot be served address={0} cause=\"{1}\"",
                    config.metrics().address(),
                    e.getMessage());
            return next;
        }
    }

    /// Where the figures are served; empty when they are not.
    public synchronized Optional<InetSocketAddress> metricsAddress() {
        return Optional.ofNullable(page).map(MetricsPage::address);
    }

    private Consumer<Report> handOver() {
        Consumer<Report> taker = sink;
        return taker == null ? _ -> {} : taker;
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
        if (probes != null) {
            probes.close();
            probes = null;
        }
        if (collectors != null) {
            collectors.close();
            collectors = null;
        }
        if (reporter != null) {
            reporter.close();
        }
        if (link != null) {
            link.close();
        }
        if (page != null) {
            page.close();
            page = null;
        }
        closed.countDown();
    }
}
