package io.dotmac.tui.recorded;

import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.WorkloadKind;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.live.LiveRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the machines of [Fleet] run.
public final class Runtimes {
    private final Instant now;

    /// @param now the moment
    public Runtimes(Instant now) {
        this.now = now;
    }

    /// Containers of one machine.
    public List<LiveRow> containers() {
        return List.of(
                container("radius", ContainerPhase.RUNNING, Health.UP, Severity.OK, "", 0),
                container(
                        "invoicer",
                        ContainerPhase.RUNNING,
                        Health.DEGRADED,
                        Severity.MAJOR,
                        "OOM at 512 MiB limit, 3rd in 10 min, restarted",
                        3),
                container(
                        "portal",
                        ContainerPhase.RESTARTING,
                        Health.DOWN,
                        Severity.CRITICAL,
                        "restart loop, 6 starts in 10 min, exit 1, error of the application",
                        6),
                container(
                        "mailer",
                        ContainerPhase.EXITED,
                        Health.DOWN,
                        Severity.INFO,
                        "stopped by hand, exit 143, SIGTERM",
                        0));
    }

    /// What a cluster runs.
    public List<LiveRow> workloads() {
        return List.of(
                workload(WorkloadKind.DEPLOYMENT, "portal", "2/3 ready", Severity.MAJOR, "1 of 3 pods is not ready"),
                workload(
                        WorkloadKind.POD,
                        "portal-7d9c6-x2x4q",
                        "CrashLoopBackOff",
                        Severity.CRITICAL,
                        "app: OOM at 64 MiB limit, 4 restarts"),
                workload(WorkloadKind.POD, "portal-7d9c6-b1b2c", "Running", Severity.OK, ""));
    }

    private LiveRow.Container container(
            String name, ContainerPhase phase, Health health, Severity severity, String cause, int restarts) {
        boolean runs = phase == ContainerPhase.RUNNING;
        ContainerState state = new ContainerState(
                name,
                "docker",
                "4f1c2b9a7d3e",
                "registry.example.net/" + name + ":1.4",
                phase,
                health,
                severity,
                Optional.empty(),
                cause,
                runs ? Optional.empty() : Optional.of(1),
                restarts,
                Optional.of(now.minus(Duration.ofHours(2))),
                Optional.empty(),
                runs ? Optional.of(3.4) : Optional.empty(),
                runs ? Optional.of(212_000_000L) : Optional.empty(),
                Optional.of(536_870_912L),
                Optional.of("isp"),
                Optional.of(name),
                List.of(),
                now.minus(Duration.ofMinutes(12)),
                now,
                Map.of("restart_policy", "always"));
        return new LiveRow.Container(Fleet.id("abj-app-1"), "abj-app-1", "northnet", state, now);
    }

    private LiveRow.Workload workload(WorkloadKind kind, String name, String words, Severity severity, String cause) {
        boolean good = severity == Severity.OK;
        WorkloadState state = new WorkloadState(
                "abuja",
                kind,
                "isp",
                name,
                words,
                good ? Health.UP : Health.DOWN,
                severity,
                Optional.empty(),
                cause,
                Optional.of(good ? 1 : 0),
                Optional.of(1),
                good ? 0 : 4,
                Optional.of("abj-k8s-1"),
                Optional.of(now.minus(Duration.ofDays(3))),
                now.minus(Duration.ofMinutes(12)),
                now,
                Map.of());
        return new LiveRow.Workload(Fleet.id("abj-app-1"), "abj-app-1", "northnet", state, now);
    }
}
