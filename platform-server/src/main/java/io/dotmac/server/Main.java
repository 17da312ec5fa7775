package io.dotmac.server;

import io.dotmac.server.platform.config.ConfigException;
import io.dotmac.server.platform.config.SecretsUnavailable;
import io.dotmac.server.platform.telemetry.Logging;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/// The command `dotmac`.
@Command(
        name = "dotmac",
        version = "dotmac " + Platform.VERSION,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        description = "Runs and looks after the DotMac Ops platform server.",
        subcommands = {
            MigrateCommand.class,
            AuthCommand.class,
            TenantCommand.class,
            AgentCommand.class,
            AuditCommand.class,
            EventCommand.class,
            JobCommand.class,
            ConfigCommand.class,
            SecretsCommand.class,
            HealthCommand.class
        })
public final class Main implements Runnable {
    /// Exit code for settings that cannot be used (EX_CONFIG of sysexits.h).
    static final int BAD_CONFIG = 78;

    /// Exit code when the keeper of secrets does not give them (EX_UNAVAILABLE of sysexits.h).
    static final int NO_SECRETS = 69;

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    /// Runs the command and ends the process with its exit code.
    public static void main(String[] arguments) {
        Logging.quiet();
        System.exit(process(arguments)
                .map(process -> run(new RunCommand(process)))
                .orElseGet(() -> commandLine().execute(arguments)));
    }

    /// The process to be run, where that is all that is said: parsing costs a third of the time to be ready.
    private static Optional<ServerProcess> process(String[] arguments) {
        return Arrays.stream(ServerProcess.values())
                .filter(process -> arguments.length == 1 && process.command().equals(arguments[0]))
                .findFirst();
    }

    private static int run(RunCommand command) {
        try {
            return command.call();
        } catch (InterruptedException | RuntimeException e) {
            return failed(e, new PrintWriter(System.err, false, StandardCharsets.UTF_8));
        }
    }

    static CommandLine commandLine() {
        CommandLine main = new CommandLine(new Main());
        for (ServerProcess process : ServerProcess.values()) {
            CommandLine run = new CommandLine(new RunCommand(process));
            run.getCommandSpec().usageMessage().description(process.description());
            main.addSubcommand(process.command(), run);
        }
        return main.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command.getErr()));
    }

    private static int failed(Exception failure, PrintWriter err) {
        err.println("dotmac: " + failure.getMessage());
        err.flush();
        return switch (failure) {
            case ConfigException e -> BAD_CONFIG;
            case SecretsUnavailable e -> NO_SECRETS;
            default -> 1;
        };
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
