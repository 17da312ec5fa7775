package io.dotmac.packaging.bench;

import io.dotmac.client.ApiClient;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.HttpUrl;

/// A fleet of agents loses its server for a minute: how fast they come back, how long their backlog takes, whether
/// anybody is called down meanwhile. Each has its own key, its own state folder and the link of the real agent.
final class StormBench {
    private static final int AGENTS = 1_000;
    private static final int PARALLEL = 8;
    private static final int PERCENT = 100;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration AWAY = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Stand stand;
    private final Path folder;
    private final Clock clock;
    private final PrintStream out;

    StormBench(Stand stand, Path folder, Clock clock, PrintStream out) {
        this.stand = stand;
        this.folder = folder;
        this.clock = clock;
        this.out = out;
    }

    /// Measures; the stand's own server is stopped before and stays so.
    List<Figure> run() throws IOException, InterruptedException, SQLException {
        String token = stand.operatorToken();
        stand.stopServer();
        Map<String, String> environment = new HashMap<>(stand.serverEnvironment());
        // All agents share an address here, which they do not elsewhere.
        for (String limit : List.of("AGENT", "API", "STAFF")) {
            environment.put("RATE_LIMITS__" + limit, "999999/1m");
        }
        List<FleetAgent> agents = new ArrayList<>();
        try (ScheduledExecutorService timer = Executors.newScheduledThreadPool(2)) {
            try (BenchProcess server = serve(environment)) {
                agents.addAll(enrol(token));
                report(timer, agents);
                pass(SETTLE);
                server.kill();
            }
            agents.forEach(FleetAgent::forgetArrival);
            pass(AWAY);
            long back = System.nanoTime();
            try (BenchProcess server = serve(environment)) {
                Outcome outcome = watch(agents, back);
                Duration cpu = server.cpu();
                timer.shutdownNow();
                Parallel.run(
                        agents.stream().<Callable<Void>>map(FleetAgent::closing).toList());
                agents.clear();
                return List.of(figure(outcome, cpu));
            } finally {
                timer.shutdownNow();
                agents.forEach(FleetAgent::close);
            }
        }
    }

    private BenchProcess serve(Map<String, String> environment) throws IOException, InterruptedException {
        return BenchProcess.start(
                stand.serverCommand(List.of()), environment, stand.port(), folder.resolve("server.log"));
    }

    private List<FleetAgent> enrol(String token) throws InterruptedException {
        ApiClient operator = new ApiClient(stand.http(), HttpUrl.get(stand.url()), () -> Optional.of(token));
        FleetAgent[] agents = new FleetAgent[AGENTS];
        List<Callable<Void>> parts = new ArrayList<>();
        for (int part = 0; part < PARALLEL; part++) {
            int first = part;
            parts.add(() -> {
                for (int index = first; index < AGENTS; index += PARALLEL) {
                    agents[index] = FleetAgent.enrol(operator, "storm-" + index, folder.resolve("agents"), clock);
                }
                return null;
            });
        }
        Parallel.run(parts);
        return List.of(agents);
    }

    /// Each at a moment of its own.
    private static void report(ScheduledExecutorService timer, List<FleetAgent> agents) {
        long millis = INTERVAL.toMillis();
        for (int index = 0; index < agents.size(); index++) {
            var _ = timer.scheduleAtFixedRate(
                    agents.get(index)::report, index * millis / agents.size(), millis, TimeUnit.MILLISECONDS);
        }
    }

    /// What was seen after the server came back.
    ///
    /// @param perSecond agents whose first report got through, by the second
    /// @param drained until nobody had anything left from the outage
    /// @param down nodes that were called down, ever
    /// @param alerts of silent agents
    private record Outcome(List<Integer> perSecond, Duration drained, long down, long alerts) {
        int most() {
            return perSecond.stream().mapToInt(Integer::intValue).max().orElse(0);
        }

        int all() {
            return perSecond.stream().mapToInt(Integer::intValue).sum();
        }

        int seconds() {
            int last = perSecond.size();
            while (last > 0 && perSecond.get(last - 1) == 0) {
                last--;
            }
            return last;
        }
    }

    private Outcome watch(List<FleetAgent> agents, long back) throws SQLException {
        int[] perSecond = new int[(int) LONGEST.toSeconds() + 1];
        long first = 0;
        try (Connection connection = DriverManager.getConnection(stand.superuserUrl())) {
            long down = 0;
            while (System.nanoTime() - back < LONGEST.toNanos()) {
                long now = System.nanoTime();
                for (FleetAgent agent : agents) {
                    if (agent.arrived()) {
                        first = first == 0 ? now : first;
                        perSecond[(int) TimeUnit.NANOSECONDS.toSeconds(now - first)]++;
                    }
                }
                down = Math.max(down, count(connection, "fleet.nodes where lower(state) = 'down'"));
                if (agents.stream().allMatch(FleetAgent::isBack)) {
                    break;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
            Duration drained = Duration.ofNanos(System.nanoTime() - back);
            long alerts = count(connection, "alert.alerts where rule = 'agent-silent'");
            Outcome outcome = new Outcome(Arrays.stream(perSecond).boxed().toList(), drained, down, alerts);
            curve(outcome);
            return outcome;
        }
    }

    private static long count(Connection connection, String what) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + what)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void curve(Outcome outcome) {
        for (int second = 0; second < outcome.seconds(); second++) {
            int arrivals = outcome.perSecond().get(second);
            out.printf(Locale.ROOT, "%4d s %4d %s%n", second, arrivals, "#".repeat(Math.min(PERCENT, arrivals)));
        }
    }

    private Figure figure(Outcome outcome, Duration cpu) {
        return new Figure(
                "storm",
                ("server away for %d s, %,d of %,d agents back in %d s, nodes called down %d, alerts %d,"
                                + " server CPU %.1f s")
                        .formatted(
                                AWAY.toSeconds(),
                                outcome.all(),
                                AGENTS,
                                outcome.seconds(),
                                outcome.down(),
                                outcome.alerts(),
                                cpu.toMillis() / 1e3),
                "",
                "at most %d arrivals/s, backlog gone %d s after the server's start"
                        .formatted(outcome.most(), outcome.drained().toSeconds()),
                "",
                "≤ 50/s, < 5 min, nobody down");
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
