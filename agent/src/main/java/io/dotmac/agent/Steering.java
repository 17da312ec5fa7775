package io.dotmac.agent;

import io.dotmac.agent.command.OrderBook;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ConfigSource;
import io.dotmac.agent.config.InvalidConfig;
import io.dotmac.agent.config.KeptConfig;
import io.dotmac.agent.link.Link;
import io.dotmac.agent.link.Orders;
import io.dotmac.agent.pace.Wake;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ConfigState;
import io.dotmac.model.agent.ControlFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Takes what comes from the server. A configuration is checked whole, written down, tried, and holds only when reports
/// get through under it; else the agent goes back to the one before by itself, after a restart too.
final class Steering implements Orders, AutoCloseable {
    /// How long a configuration has to prove itself.
    static final Duration PROBATION = Duration.ofSeconds(60);

    private static final System.Logger LOG = System.getLogger(Steering.class.getName());
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int REPORTS = 2;

    private final ConfigSource source;
    private final Path stateDir;
    private final Link link;
    private final OrderBook book;
    private final Consumer<AgentConfig> work;
    private final Duration probation;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile KeptConfig kept;
    private volatile boolean closed;

    /// What an agent begins with.
    ///
    /// @param kept as it is now on disk
    /// @param config that holds
    record Beginning(KeptConfig kept, AgentConfig config) {}

    /// @param work makes the agent work by a configuration
    /// @param probation how long a configuration has to prove itself
    Steering(
            ConfigSource source,
            KeptConfig kept,
            Link link,
            OrderBook book,
            Consumer<AgentConfig> work,
            Duration probation) {
        this.source = source;
        this.stateDir = source.local().stateDir();
        this.kept = kept;
        this.link = link;
        this.book = book;
        this.work = work;
        this.probation = probation;
    }

    /// The configuration to start with: the pushed one that held, if it still fits the local file. One that was still
    /// being tried when the agent ended does not hold.
    static Beginning begin(ConfigSource source) {
        AgentConfig local = source.local();
        KeptConfig kept = KeptConfig.load(local.stateDir());
        if (!kept.tried().isEmpty()) {
            kept = saved(
                    local.stateDir(),
                    kept.without(
                            kept.revision(),
                            ConfigState.ROLLED_BACK,
                            List.of("the agent ended before its reports got through under it")));
        }
        try {
            return new Beginning(kept, source.with(kept.held()));
        } catch (InvalidConfig e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "pushed configuration does not fit the local file any more revision={0} why=\"{1}\"",
                    kept.heldRevision(),
                    e.getMessage());
            KeptConfig none = new KeptConfig("{}", 0, "", kept.revision(), ConfigState.REFUSED, e.violations());
            return new Beginning(saved(local.stateDir(), none), local);
        }
    }

    private static KeptConfig saved(Path stateDir, KeptConfig next) {
        try {
            next.save(stateDir);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "pushed configuration cannot be kept folder={0}", stateDir);
        }
        return next;
    }

    /// For people: where the settings come from.
    String describe() {
        return kept.source();
    }

    @Override
    public void take(ControlFrame.Do order) {
        book.take(order);
    }

    @Override
    public void cancel(UUID id) {
        book.cancel(id);
    }

    @Override
    public void unheard() {
        book.unheard();
    }

    @Override
    public void opened() {
        tell();
    }

    @Override
    public void configure(int revision, String yaml) {
        Thread.ofVirtual().name("configure").start(() -> apply(revision, yaml));
    }

    private void apply(int revision, String yaml) {
        lock.lock();
        try {
            if (closed || revision <= kept.revision()) {
                return;
            }
            AgentConfig before = source.with(kept.held());
            AgentConfig next = source.with(yaml);
            KeptConfig trying = kept.trying(revision, yaml);
            trying.save(stateDir);
            kept = trying;
            work.accept(next);
            if (provesItself()) {
                settle(kept.confirmed());
            } else if (!closed) {
                work.accept(before);
                String why = "no report reached the server within " + probation.toSeconds() + " s under it";
                settle(kept.without(revision, ConfigState.ROLLED_BACK, List.of(why)));
            }
        } catch (InvalidConfig e) {
            settle(kept.without(revision, ConfigState.REFUSED, e.violations()));
        } catch (IOException e) {
            settle(kept.without(
                    revision, ConfigState.REFUSED, List.of("state-dir " + stateDir + " cannot be written")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Whether reports get through and the channel is open, in time. One that was under way does not count.
    private boolean provesItself() throws InterruptedException {
        long enough = link.sent() + REPORTS;
        long until = System.nanoTime() + probation.toNanos();
        Wake wake = new Wake();
        while (!closed && System.nanoTime() - until < 0) {
            if (link.sent() >= enough && tell()) {
                return true;
            }
            wake.await(LOOK);
        }
        return false;
    }

    private void settle(KeptConfig next) {
        LOG.log(
                next.state() == ConfigState.APPLIED ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                "configuration of the server revision={0} state={1} why=\"{2}\"",
                next.revision(),
                next.state(),
                String.join("; ", next.violations()));
        kept = saved(stateDir, next);
        tell();
    }

    private boolean tell() {
        KeptConfig now = kept;
        return link.say(new AgentFrame.Configured(now.revision(), now.state(), now.violations()));
    }

    @Override
    public void close() {
        closed = true;
        book.close();
    }
}
