package io.dotmac.server;

import io.dotmac.server.platform.config.ConfigException;
import io.dotmac.server.platform.config.SecretsUnavailable;
import io.dotmac.server.platform.telemetry.Logging;
import java.io.PrintWriter;
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
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine main = new CommandLine(new Main());
        for (ServerProcess process : ServerProcess.values()) {
            CommandLine run = new CommandLine(new RunCommand(process));
            run.getCommandSpec().usageMessage().description(process.description());
            main.addSubcommand(process.command(), run);
        }
        return main.setExecutionExceptionHandler((failure, command, parsed) -> {
            PrintWriter err = command.getErr();
            err.println("dotmac: " + failure.getMessage());
            err.flush();
            return switch (failure) {
                case ConfigException e -> BAD_CONFIG;
                case SecretsUnavailable e -> NO_SECRETS;
                default -> 1;
            };
        });
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
