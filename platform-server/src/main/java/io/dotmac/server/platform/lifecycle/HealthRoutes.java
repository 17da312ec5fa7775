package io.dotmac.server.platform.lifecycle;

import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Route;
import java.util.List;
import java.util.function.Supplier;

/// The health paths. Liveness never touches a dependency.
public final class HealthRoutes {
    private final Lifecycle lifecycle;
    private final HealthMonitor monitor;
    private final String version;
    private final String environment;
    private final Supplier<List<HealthLeaf>> leaves;

    /// @param version of the program
    /// @param environment for example `production`
    /// @param leaves what was measured of the server's own work
    public HealthRoutes(
            Lifecycle lifecycle,
            HealthMonitor monitor,
            String version,
            String environment,
            Supplier<List<HealthLeaf>> leaves) {
        this.lifecycle = lifecycle;
        this.monitor = monitor;
        this.version = version;
        this.environment = environment;
        this.leaves = leaves;
    }

    /// Whether the process lives.
    ///
    /// @param state of the process
    /// @param version of the program
    /// @param environment for example `production`
    /// @param uptimeMillis since the start
    public record Alive(State state, String version, String environment, long uptimeMillis) {}

    /// Whether it can be used.
    ///
    /// @param ready whether every required dependency answers
    /// @param state of the process
    /// @param dependencies one by one
    public record Ready(boolean ready, State state, List<HealthMonitor.Result> dependencies) {}

    /// Whether it can be used, and how well it works.
    ///
    /// @param ready whether every required dependency answers
    /// @param state of the process
    /// @param dependencies one by one, as asked
    /// @param leaves one by one, as measured
    public record Depth(boolean ready, State state, List<HealthMonitor.Result> dependencies, List<HealthLeaf> leaves) {}

    /// How it started.
    ///
    /// @param started whether all phases are done
    /// @param state of the process
    /// @param millis that the phases took together
    /// @param phases one by one
    public record Startup(boolean started, State state, long millis, List<Phase.Report> phases) {}

    /// All paths.
    public List<Route> routes() {
        return List.of(
                probe(
                                Route.get("/health", Access.open(), call -> alive(call, "health")),
                                "health",
                                "Whether the process lives, its version and environment")
                        .gives("health", Alive.class),
                probe(
                                Route.get("/health/live", Access.open(), call -> alive(call, "live")),
                                "healthLive",
                                "Whether the process lives")
                        .gives("health", Alive.class),
                probe(
                                Route.get("/health/ready", Access.open(), this::ready),
                                "healthReady",
                                "Whether it can be used, with every dependency")
                        .gives("health", Ready.class)
                        .refuses(503),
                probe(Route.get("/ready", Access.open(), this::ready), "ready", "The same as /health/ready")
                        .gives("health", Ready.class)
                        .refuses(503),
                probe(
                                Route.get("/health/startup", Access.open(), this::startup),
                                "healthStartup",
                                "How it started, phase by phase")
                        .gives("health", Startup.class)
                        .refuses(503),
                probe(
                                Route.get("/health/dependencies", Access.open(), this::dependencies),
                                "healthDependencies",
                                "Every dependency, status 200 in any case")
                        .gives("health", Depth.class));
    }

    private static Route probe(Route route, String id, String summary) {
        return route.as(id, summary).tagged("health").limited(RateClass.NONE);
    }

    private Answer alive(Call call, String id) {
        return Documents.one(
                call, "health", id, new Alive(lifecycle.state(), version, environment, lifecycle.uptimeMillis()));
    }

    private Answer ready(Call call) {
        boolean ready = lifecycle.isServing() && monitor.isReady();
        return Documents.one(call, ready ? 200 : 503, "health", "ready", readiness(ready));
    }

    private Answer dependencies(Call call) {
        boolean ready = lifecycle.isServing() && monitor.isReady();
        Depth depth = new Depth(ready, lifecycle.state(), monitor.results(), leaves.get());
        return Documents.one(call, "health", "dependencies", depth);
    }

    private Answer startup(Call call) {
        List<Phase.Report> phases = lifecycle.phases();
        boolean started = lifecycle.isServing();
        long millis = phases.stream().mapToLong(Phase.Report::millis).sum();
        return Documents.one(
                call,
                started ? 200 : 503,
                "health",
                "startup",
                new Startup(started, lifecycle.state(), millis, phases));
    }

    private Ready readiness(boolean ready) {
        return new Ready(ready, lifecycle.state(), monitor.results());
    }
}
