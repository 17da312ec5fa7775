package io.dotmac.tui;

import io.dotmac.client.ApiClient;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.filter.Filter;
import io.dotmac.console.filter.FilterError;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.profile.ConsoleHome;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.Profiles;
import io.dotmac.console.profile.Session;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.console.resource.Resources;
import io.dotmac.model.live.LiveRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Prints a table once, for scripts.
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "Prints alerts, nodes, dependencies, replication, containers or workloads once and exits.")
final class GetCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable ConsoleCommand console;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "RESOURCE",
            description =
                    "alerts, nodes, dependencies, replication, containers or workloads, or a short form of these.")
    private String resource = "";

    @Parameters(
            index = "1..*",
            paramLabel = "FILTER",
            arity = "0..*",
            description = "As in the console, for example sev>=major.")
    private List<String> filter = List.of();

    @Option(names = "-o", paramLabel = "FORMAT", description = "table (default), json or csv.")
    private OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() throws IOException {
        if (console == null || spec == null) {
            throw new IllegalStateException("not started by picocli");
        }
        CommandLine line = spec.commandLine();
        PrintWriter out = line.getOut();
        ResourceView<?> view = Resources.named(resource)
                .orElseThrow(() -> new CommandLine.ParameterException(
                        line,
                        "no resource " + resource + "; there are "
                                + String.join(
                                        ", ",
                                        Resources.ALL.stream()
                                                .map(ResourceView::id)
                                                .toList())));
        Filter wanted = wanted(view, line);
        ConsoleHome home = console.home();
        ConnectOptions connect = console.connect();
        Profile profile = connect.profile(Profiles.load(home.profiles()), home, Optional.empty());
        try (Tasks tasks = Tasks.start(Clock.systemUTC());
                Session session = new Session(profile, new TokenStore(home.tokens()), ApiClient.newHttp(), tasks)) {
            Optional<String> refused = refused(connect.logIn(profile).logIn(session));
            if (refused.isPresent()) {
                line.getErr().println("dotmac-tui: " + refused.get());
                return 1;
            }
            Instant now = tasks.clock().instant();
            print(view, wanted, snapshot(session.client(), now), now, out);
        }
        out.flush();
        return 0;
    }

    private static Optional<String> refused(LogInResult result) {
        return switch (result) {
            case LogInResult.LoggedIn _ -> Optional.empty();
            case LogInResult.CodeNeeded _ ->
                Optional.of("not logged in: this account also needs a code; log in once in the console,"
                        + " which keeps a token");
            case LogInResult.Refused(String message) -> Optional.of("not logged in: " + message);
            case LogInResult.Unreachable(String message) -> Optional.of(message);
        };
    }

    private <R> void print(ResourceView<R> view, Filter wanted, Snapshot snapshot, Instant now, PrintWriter out) {
        List<R> rows = view.rows(snapshot, now).stream().filter(wanted.on(view)).toList();
        out.print(format.text(view, rows));
    }

    private Filter wanted(ResourceView<?> view, CommandLine line) {
        return switch (Filter.parse(String.join(" ", filter))) {
            case FilterError error -> throw wrong(error, line);
            case Filter good -> {
                good.problem(view).ifPresent(error -> {
                    throw wrong(error, line);
                });
                yield good;
            }
        };
    }

    private static CommandLine.ParameterException wrong(FilterError error, CommandLine line) {
        return new CommandLine.ParameterException(
                line, "filter, character " + (error.position() + 1) + ": " + error.message());
    }

    /// What the server answers now counts as just received.
    private static Snapshot snapshot(PlatformClient client, Instant now) throws IOException {
        Map<String, LiveRow.Node> nodes = new LinkedHashMap<>();
        Map<String, LiveRow.Dependency> dependencies = new LinkedHashMap<>();
        Map<String, LiveRow.Replication> replication = new LinkedHashMap<>();
        Map<String, LiveRow.Container> containers = new LinkedHashMap<>();
        Map<String, LiveRow.Workload> workloads = new LinkedHashMap<>();
        Map<String, LiveRow.Alert> alerts = new LinkedHashMap<>();
        client.nodes().forEach(row -> nodes.put(row.key(), row));
        client.dependencies().forEach(row -> dependencies.put(row.key(), row));
        client.replication().forEach(row -> replication.put(row.key(), row));
        client.containers().forEach(row -> containers.put(row.key(), row));
        client.workloads().forEach(row -> workloads.put(row.key(), row));
        client.alerts().forEach(row -> alerts.put(row.key(), row));
        Map<String, Instant> received = new HashMap<>();
        nodes.values().forEach(row -> received.put(Snapshot.id(row), now));
        dependencies.values().forEach(row -> received.put(Snapshot.id(row), now));
        replication.values().forEach(row -> received.put(Snapshot.id(row), now));
        containers.values().forEach(row -> received.put(Snapshot.id(row), now));
        workloads.values().forEach(row -> received.put(Snapshot.id(row), now));
        return new Snapshot(
                nodes,
                dependencies,
                replication,
                containers,
                workloads,
                alerts,
                1,
                Set.of(),
                received,
                Optional.empty(),
                Duration.ZERO);
    }
}
