package io.dotmac.agent.probe;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.DataTarget;
import io.dotmac.agent.config.Hosts;
import io.dotmac.agent.config.NetTarget;
import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.dns.DnsProbe;
import io.dotmac.agent.probe.machine.MachineWatch;
import io.dotmac.agent.probe.net.HttpProbe;
import io.dotmac.agent.probe.net.TcpProbe;
import io.dotmac.agent.probe.ping.PingProbe;
import io.dotmac.agent.probe.postgresql.PgBouncerProbe;
import io.dotmac.agent.probe.postgresql.PostgresProbe;
import io.dotmac.agent.probe.process.ProcessProbe;
import io.dotmac.agent.probe.redis.RedisProbe;
import io.dotmac.agent.probe.redis.SentinelProbe;
import io.dotmac.agent.probe.s3.S3Probe;
import io.dotmac.agent.probe.smtp.SmtpProbe;
import io.dotmac.agent.probe.snmp.SnmpProbe;
import io.dotmac.agent.probe.tls.TlsProbe;
import io.dotmac.agent.probe.vault.VaultProbe;
import io.dotmac.agent.replication.Member;
import io.dotmac.agent.replication.ReplicationBoard;
import io.dotmac.model.fleet.ReplicationLink;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Watches all targets, their replication and the machine: those that it keeps a connection to on a thread each, all
/// others in [Rounds].
public final class Probes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Probes.class.getName());
    private static final int AT_ONCE = 4;
    private static final Duration REPLICATION_RHYTHM = Duration.ofSeconds(1);
    /// A first copy is news, which ends this wait.
    private static final Duration NOBODY_COPIES = Duration.ofMinutes(1);

    /// Who waits on a connection each second or two does so at half the cost on a thread of the system's; those weigh
    /// something, so the first few get one.
    private static final int OWN_THREADS = 8;

    private static final Duration SETTLE = Duration.ofMillis(30);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final AgentConfig config;
    private final Pace pace;
    private final Clock clock;
    private final ProbeSink sink;
    private final ReplicationBoard board;
    private final Wake readings = new Wake();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Probe> onOwnThreads = new ArrayList<>();
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final List<Probe> inRounds = new ArrayList<>();
    private final Rounds rounds = new Rounds();

    /// @param pace how often figures are taken
    /// @param sink takes what is found
    public Probes(AgentConfig config, Pace pace, Clock clock, ProbeSink sink) {
        this.config = config;
        this.pace = pace;
        this.clock = clock;
        this.sink = sink;
        this.board = ReplicationBoard.of(config);
    }

    /// Starts all watches.
    public void start() {
        Budget budget = Budget.ofThisProcess();
        for (TargetConfig target : config.targets()) {
            Schedule schedule = config.schedule(target);
            Probe probe = probe(config, target, pace, clock);
            TargetWatch watch = new TargetWatch(
                    target.name(),
                    target.kind(),
                    probe,
                    schedule,
                    budget,
                    clock,
                    sink,
                    finding -> read(target.name(), finding));
            if (probe instanceof LinkedProbe linked) {
                follow(target.name(), linked, watch);
            } else {
                inRounds.add(probe);
                rounds.add(watch::step);
            }
        }
        if (config.targets().stream().anyMatch(Probes::copies)) {
            threads.add(Thread.ofPlatform().daemon().name("replication").start(this::judge));
        }
        threads.add(Thread.ofPlatform().daemon().name("machine").start(new MachineWatch(pace, clock, sink)));
    }

    private void follow(String target, LinkedProbe probe, TargetWatch watch) {
        Thread.Builder kind = Thread.ofVirtual();
        if (onOwnThreads.size() < OWN_THREADS) {
            onOwnThreads.add(probe);
            kind = Thread.ofPlatform().daemon();
        }
        threads.add(kind.name("probe-" + target).start(() -> {
            try (probe) {
                while (!Thread.currentThread().isInterrupted()) {
                    probe.rest(step(watch));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private Duration step(TargetWatch watch) throws InterruptedException {
        long due = System.nanoTime();
        permits.acquire();
        try {
            return watch.step(due);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a check failed, the next one follows", e);
            return Rounds.AFTER_FAILURE;
        } finally {
            permits.release();
        }
    }

    /// The probe for a target; also for a single check. One that the server ordered does not go everywhere.
    public static Probe probe(AgentConfig config, TargetConfig target, Pace pace, Clock clock) {
        Schedule schedule = config.schedule(target);
        Probe probe = probe(target, schedule, pace, clock);
        if (!config.pushed().contains(target.name())) {
            return probe;
        }
        boolean loopback = config.server() != null && config.server().allowLoopback();
        return GuardedProbe.around(probe, new Reach(loopback), Hosts.of(target), schedule.timeout());
    }

    private static Probe probe(TargetConfig target, Schedule schedule, Pace pace, Clock clock) {
        return switch (target) {
            case TargetConfig.Postgres postgres ->
                new PostgresProbe(postgres, schedule.interval(), schedule.timeout(), pace, clock);
            case TargetConfig.Redis redis ->
                new RedisProbe(redis, schedule.interval(), schedule.timeout(), pace, clock);
            case TargetConfig.Http http -> new HttpProbe(http, schedule);
            case TargetConfig.Tcp tcp -> new TcpProbe(tcp, schedule);
            case DataTarget.PgBouncer pooler -> new PgBouncerProbe(pooler, schedule);
            case DataTarget.Sentinel sentinel -> new SentinelProbe(sentinel, schedule);
            case DataTarget.Vault vault -> new VaultProbe(vault, schedule);
            case ServiceTarget.Smtp smtp -> new SmtpProbe(smtp, schedule);
            case ServiceTarget.S3 s3 -> new S3Probe(s3, schedule, clock);
            case ServiceTarget.Snmp snmp -> new SnmpProbe(snmp, schedule);
            case ServiceTarget.Ping ping -> new PingProbe(ping, schedule);
            case ServiceTarget.Processes processes -> new ProcessProbe(processes, schedule);
            case NetTarget.Dns dns -> new DnsProbe(dns, schedule);
            case NetTarget.Tls tls -> new TlsProbe(tls, schedule, clock);
        };
    }

    /// Whether it may have, or be, a copy.
    private static boolean copies(TargetConfig target) {
        return target instanceof TargetConfig.Postgres || target instanceof TargetConfig.Redis;
    }

    private void read(String target, Finding finding) {
        Member member = finding.member();
        boolean news = member == null ? !finding.works() && board.lost(target) : board.put(member);
        if (news) {
            readings.signal();
        }
    }

    private void judge() {
        try {
            List<ReplicationLink> links = List.of();
            while (!Thread.currentThread().isInterrupted()) {
                if (readings.await(links.isEmpty() ? NOBODY_COPIES : REPLICATION_RHYTHM)) {
                    // Both sides of a link are often read within a few milliseconds: judge them together.
                    readings.await(SETTLE);
                }
                links = judged(links);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What was told before stands when the judge fails.
    private List<ReplicationLink> judged(List<ReplicationLink> before) {
        try {
            List<ReplicationLink> links = board.links(System.nanoTime(), clock.instant());
            sink.replication(links);
            return links;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "replication could not be judged, the next try follows", e);
            return before;
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        // A thread of the system's hears no interrupt while it waits on a connection, but the end of that.
        onOwnThreads.forEach(Probe::close);
        rounds.close();
        inRounds.forEach(Probe::close);
        try {
            for (Thread thread : threads) {
                thread.join(LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
