package io.dotmac.server;

import io.dotmac.server.audit.Actor;
import io.dotmac.server.ops.Replays;
import io.dotmac.server.platform.job.Job;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The queue of jobs: shown, and dead ones put back.
@Command(name = "jobs", description = "Shows the queue of jobs and replays dead ones.")
final class JobCommand {
    private static final String ROW = "%-36s  %-24s  %-8s  %8s  %-36s  %-20s  %s%n";

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Command(name = "list", description = "Jobs that wait, run or are dead, one a line, the latest first.")
    int list(
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "How many at most (default: ${DEFAULT-VALUE}).")
                    int limit) {
        try (Workbench workbench = new Workbench(config.read())) {
            System.out.printf(ROW, "ID", "KIND", "STATE", "ATTEMPTS", "TENANT", "SINCE", "ERROR");
            workbench.jobs().open(limit).forEach(JobCommand::print);
            workbench.jobs().depth().forEach((state, count) -> System.out.println(count + " " + text(state) + "."));
        }
        return 0;
    }

    @Command(name = "replay", description = "Puts dead jobs back into the queue.")
    int replay(@Parameters(paramLabel = "ID", arity = "1..*", description = "As `list` shows them.") List<UUID> ids) {
        try (Workbench workbench = new Workbench(config.read())) {
            Replays replays = workbench.replays();
            ids.forEach(id -> System.out.println(
                    replays.job(Optional.empty(), Actor.system("cli"), id).kind() + " " + id + " is queued again."));
        }
        return 0;
    }

    private static void print(Job job) {
        System.out.printf(
                ROW,
                job.id(),
                job.kind(),
                text(job.state()),
                job.attempts(),
                job.tenant().map(Object::toString).orElse("-"),
                job.createdAt().truncatedTo(ChronoUnit.SECONDS),
                EventCommand.line(job.error()));
    }

    private static String text(Job.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
