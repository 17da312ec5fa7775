package io.dotmac.agent.link;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ServerConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.report.Extras;
import io.dotmac.agent.report.Sequence;
import io.dotmac.client.ApiClient;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// The agent's way to its server: takes reports, keeps them, brings them; hears what the server wants.
public final class Link implements Extras, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Link.class.getName());
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final FileChannel lockFile;
    private final FileLock lock;
    private final OkHttpClient http;
    private final Spool spool;
    private final ClockOffset offset = new ClockOffset();
    private final Sender sender;
    private final Control control;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable String revoked;

    private Link(
            AgentConfig config,
            ServerConfig server,
            Identity identity,
            FileChannel lockFile,
            FileLock lock,
            Pace pace,
            Clock clock,
            Sequence sequence,
            Spread spread,
            Backoffs backoffs) {
        this.lockFile = lockFile;
        this.lock = lock;
        this.http = Transport.to(server);
        this.spool = new Spool(config.stateDir().resolve("spool"), config.spool(), clock);
        Access access = new Access(identity, http, server.url());
        ApiClient api = new ApiClient(http, server.url(), access::current);
        Wake reportRetry = new Wake();
        Wake channelRetry = new Wake();
        this.sender = new Sender(
                api,
                access,
                spool,
                new Quarantine(config.stateDir().resolve("spool").resolve("bad")),
                offset,
                clock,
                sequence,
                backoffs.reports(),
                spread,
                new Sender.Signals(reportRetry, channelRetry, this::revoke));
        this.control = new Control(api, access, backoffs.channel(), pace, channelRetry, reportRetry, this::revoke);
    }

    /// Between tries of the two ways to the server. Each that gets through wakes the other.
    record Backoffs(Backoff reports, Backoff channel) {}

    /// Opens the state folder; throws [LinkFailure] when the agent is not enrolled or another one runs on it.
    public static Link open(AgentConfig config, Pace pace, Clock clock, Sequence sequence) {
        Spread spread = Spread.keptIn(config.stateDir());
        Backoff slots = Backoff.slotted(spread, RandomGenerator.getDefault(), System::nanoTime);
        return open(config, pace, clock, sequence, spread, new Backoffs(slots, slots));
    }

    static Link open(AgentConfig config, Pace pace, Clock clock, Sequence sequence, Backoffs backoffs) {
        return open(config, pace, clock, sequence, Spread.keptIn(config.stateDir()), backoffs);
    }

    private static Link open(
            AgentConfig config, Pace pace, Clock clock, Sequence sequence, Spread spread, Backoffs backoffs) {
        ServerConfig server = config.server();
        if (server == null) {
            throw new LinkFailure("server.url is missing: there is no server to report to");
        }
        Identity identity = Identity.load(config.stateDir());
        Path file = config.stateDir().resolve("lock");
        try {
            Files.createDirectories(config.stateDir());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new LinkFailure("another agent runs on state-dir " + config.stateDir());
            }
            return new Link(config, server, identity, channel, lock, pace, clock, sequence, spread, backoffs);
        } catch (IOException e) {
            throw new LinkFailure("state-dir " + config.stateDir() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /// Starts sending and listening.
    public synchronized void start() {
        threads.add(Thread.ofVirtual().name("link-sender").start(sender));
        threads.add(Thread.ofVirtual().name("link-control").start(control));
    }

    /// Gives the operators' orders to `taker`; before [#start()].
    public void orders(Orders taker) {
        control.orders(taker);
    }

    /// Tells the server over the channel; `false` when it is not open or takes no more now.
    public boolean say(AgentFrame frame) {
        return control.say(frame);
    }

    /// How many reports the server has acknowledged in this life.
    public long sent() {
        return sender.sent();
    }

    /// Takes a report for good.
    public void accept(Report report) {
        if (revoked == null) {
            sender.accept(report);
        }
    }

    private synchronized void revoke(String reason) {
        if (revoked != null) {
            return;
        }
        LOG.log(System.Logger.Level.WARNING, "node taken out of service reason=\"{0}\"", reason);
        revoked = reason;
        threads.forEach(Thread::interrupt);
        ended.countDown();
    }

    /// Waits until the server takes this node out of service, and says why; empty when closed before.
    public Optional<String> awaitRevoked() throws InterruptedException {
        ended.await();
        return Optional.ofNullable(revoked);
    }

    /// Whether everything has reached the server.
    public boolean isDrained() {
        return spool.isEmpty();
    }

    @Override
    public Optional<Long> clockOffsetMillis() {
        return offset.millis();
    }

    @Override
    public List<Gap> takeGaps() {
        return spool.gaps();
    }

    @Override
    public Optional<String> trouble() {
        return spool.trouble().or(offset::trouble);
    }

    @Override
    public List<Sample> samples() {
        return List.of(
                Sample.of("dotmac_agent_spool_bytes", spool.pendingBytes()),
                Sample.of("dotmac_agent_reports_sent_total", sender.sent()),
                Sample.of("dotmac_agent_send_failures_total", sender.failed()));
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        control.close();
        try {
            for (Thread thread : threads) {
                thread.join(LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        spool.close();
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
        ended.countDown();
        try (lockFile) {
            lock.release();
        } catch (IOException e) {
            // It ends with the process at the latest.
            return;
        }
    }
}
