package io.dotmac.agent.probe.redis;

import io.dotmac.agent.config.DataTarget;
import io.dotmac.agent.config.LagLimits;
import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.LinkedProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Redis Sentinel: what it thinks of its masters, and whether enough of its kind agree to act.
public final class SentinelProbe implements LinkedProbe {
    private static final Duration MOVED_SHOWS = Duration.ofMinutes(10);
    private static final String UNSUPPORTED = "unsupported";
    private static final LagLimits NONE = new LagLimits(Duration.ZERO, Duration.ZERO, 0, 0, 0);

    private final DataTarget.Sentinel target;
    private final Schedule schedule;
    private final RedisLink link;
    private final FailoverNews news;
    private final String address;
    private final Map<String, String> addressByMaster = new HashMap<>();
    private final Map<String, Move> moveByMaster = new HashMap<>();

    /// A failover that was seen.
    private record Move(String from, String to, long at) {}

    /// @param schedule how often, and how long a check may take
    public SentinelProbe(DataTarget.Sentinel target, Schedule schedule) {
        this.target = target;
        this.schedule = schedule;
        this.address = target.host() + ":" + target.port();
        TargetConfig.Redis asRedis = new TargetConfig.Redis(
                target.name(),
                target.host(),
                target.port(),
                target.username(),
                target.password(),
                target.tls(),
                0,
                NONE);
        this.link = new RedisLink(asRedis, schedule.timeout(), RedisLink.RENEWAL);
        this.news = new FailoverNews(link, schedule.timeout());
    }

    @Override
    public Finding check() {
        link.begin();
        try {
            link.renew();
            Finding finding = read();
            news.open();
            return finding;
        } catch (IOException e) {
            link.drop();
            news.close();
            return RedisFaults.finding(e, address);
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "password-file cannot be read");
        }
    }

    private Finding read() throws IOException {
        long begun = System.nanoTime();
        Info info = Info.parse(link.info("sentinel"));
        double latency = (System.nanoTime() - begun) / 1e6;
        if (info.text("sentinel_masters").isEmpty()) {
            return Finding.down(ErrorClass.PROTOCOL, address + " answers, but is no Sentinel");
        }
        Map<String, String> facts = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        Map<String, Info> masters = masters();
        Remark worst = Remark.fine("");
        if (info.number("sentinel_tilt", 0) == 1) {
            worst = new Remark(
                    Severity.MAJOR, null, "is in tilt: its clock jumped or it was too slow, and it acts on nothing");
        }
        for (Map.Entry<String, Info> each : masters.entrySet()) {
            worst = worst.worse(judge(each.getKey(), each.getValue(), facts, samples));
        }
        for (String wanted : target.masters()) {
            if (!masters.containsKey(wanted)) {
                worst = worst.worse(new Remark(Severity.CRITICAL, null, "does not watch " + wanted));
            }
        }
        String quorum =
                facts.containsValue(UNSUPPORTED) ? ", which of them has a quorum it cannot tell" : ", quorum reached";
        Remark fine = Remark.fine("watches " + String.join(", ", masters.keySet()) + quorum);
        return Finding.answers(fine.worse(worst), latency, facts, samples, null);
    }

    private Map<String, Info> masters() throws IOException {
        Map<String, Info> masters = new LinkedHashMap<>();
        for (Object each : link.sentinelMasters()) {
            if (each instanceof List<?> words) {
                Map<String, String> fields = new LinkedHashMap<>();
                for (int index = 0; index + 1 < words.size(); index += 2) {
                    fields.put(String.valueOf(words.get(index)), String.valueOf(words.get(index + 1)));
                }
                masters.put(fields.getOrDefault("name", "?"), new Info(fields));
            }
        }
        return masters;
    }

    private Remark judge(String name, Info master, Map<String, String> facts, List<Sample> samples) throws IOException {
        String flags = master.text("flags");
        facts.put(
                name,
                master.text("ip") + ":" + master.text("port") + ", " + flags + ", " + master.text("num-slaves")
                        + " replicas, " + master.text("num-other-sentinels") + " other sentinels, quorum "
                        + master.text("quorum") + ", epoch " + master.text("config-epoch"));
        sample(samples, "redis_sentinel_master_slaves", name, master.number("num-slaves"));
        sample(samples, "redis_sentinel_master_sentinels", name, master.number("num-other-sentinels"));
        samples.add(Sample.of("redis_sentinel_master_status", name, flags.contains("down") ? 0L : 1L));
        Remark worst = moved(name, master.text("ip") + ":" + master.text("port"));
        String quorum = quorum(name, facts);
        if (quorum != null) {
            worst = worst.worse(new Remark(Severity.CRITICAL, null, name + " cannot fail over: " + quorum));
        }
        if (flags.contains("o_down")) {
            return worst.worse(
                    new Remark(Severity.CRITICAL, null, "master of " + name + " is down, the quorum agrees"));
        }
        if (flags.contains("failover_in_progress")) {
            return worst.worse(new Remark(Severity.MAJOR, null, name + " is failing over"));
        }
        return flags.contains("s_down")
                ? worst.worse(new Remark(Severity.MAJOR, null, "master of " + name + " is down for this sentinel"))
                : worst;
    }

    /// A master that is elsewhere than before was failed over.
    private Remark moved(String name, String now) {
        String before = addressByMaster.put(name, now);
        if (before != null && !before.equals(now)) {
            moveByMaster.put(name, new Move(before, now, System.nanoTime()));
        }
        Move move = moveByMaster.get(name);
        if (move == null || System.nanoTime() - move.at() > MOVED_SHOWS.toNanos()) {
            return Remark.fine("");
        }
        return new Remark(Severity.INFO, null, name + " was failed over from " + move.from() + " to " + move.to());
    }

    /// What the table shows may have changed twice since it was read last.
    private void heard(FailoverNews.Move move) {
        addressByMaster.put(move.master(), move.to());
        moveByMaster.put(move.master(), new Move(move.from(), move.to(), System.nanoTime()));
    }

    /// Why there is no quorum, `null` when there is one.
    private @Nullable String quorum(String name, Map<String, String> facts) throws IOException {
        try {
            String answer = link.quorum(name);
            return answer.startsWith("OK") ? null : answer;
        } catch (RedisRefusal e) {
            String message = e.text();
            if (message.startsWith("NOQUORUM")) {
                return message.substring("NOQUORUM".length()).strip();
            }
            if (e.unsupported()) {
                facts.put(name + " quorum", UNSUPPORTED);
                return null;
            }
            throw e;
        }
    }

    private static void sample(List<Sample> samples, String metric, String instance, @Nullable Long value) {
        if (value != null) {
            samples.add(Sample.of(metric, instance, value));
        }
    }

    @Override
    public Duration rhythm() {
        return schedule.interval();
    }

    @Override
    public void rest(Duration longest) throws InterruptedException {
        if (!news.listens()) {
            link.rest(longest);
            return;
        }
        news.await(longest).ifPresent(this::heard);
        // An interrupt ends the wait by closing the socket.
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        link.close();
        news.close();
    }
}
