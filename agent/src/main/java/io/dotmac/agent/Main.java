package io.dotmac.agent;

import io.dotmac.agent.config.InvalidConfig;
import io.dotmac.agent.link.LinkFailure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `dotmac-agent`.
@Command(
        name = "dotmac-agent",
        description = "Probes databases, caches, endpoints and this machine, and reports to the platform server.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Main.WRONG_USAGE,
        versionProvider = Main.class,
        subcommands = {RunCommand.class, EnrollCommand.class, CheckCommand.class, DoctorCommand.class})
public final class Main implements CommandLine.IVersionProvider {
    /// As sysexits.h has them.
    static final int WRONG_CONFIG = 78;

    /// A command line that nobody understands; `check` says 3 instead, for 2 is critical there.
    static final int WRONG_USAGE = 64;

    /// The server does not want this node any more.
    static final int NO_PERMISSION = 77;

    /// The server cannot be reached, or refuses.
    static final int UNAVAILABLE = 69;

    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";
    private static final String LINE = "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n";

    /// Starts.
    public static void main(String[] arguments) {
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, LINE);
        }
        // Libraries that log by slf4j keep silent.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(start(arguments));
    }

    /// A line as the log has them, for when the log itself is gone.
    static String logLine(String level, String text) {
        return String.format(
                Locale.ROOT,
                System.getProperty(LOG_FORMAT, LINE),
                ZonedDateTime.now(ZoneId.systemDefault()),
                "",
                "",
                level,
                text,
                "");
    }

    /// Without the parser where nothing needs one: it takes a third of the processor time until the agent runs.
    static int start(String... arguments) {
        return RunCommand.plain(arguments).map(Main::run).orElseGet(() -> run(arguments));
    }

    private static int run(RunCommand command) {
        try {
            return command.call();
        } catch (InterruptedException | RuntimeException e) {
            PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            OptionalInt code = failed(e, err);
            if (code.isEmpty()) {
                e.printStackTrace(err);
            }
            return code.orElse(1);
        }
    }

    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    /// The command and all of its subcommands.
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        // An alias is the same command once more.
        for (CommandLine command : Set.copyOf(line.getSubcommands().values())) {
            command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Main());
            if (!(command.getCommand() instanceof CheckCommand)) {
                command.getCommandSpec().exitCodeOnInvalidInput(WRONG_USAGE);
            }
        }
        return line.setExecutionExceptionHandler((failure, command, _) -> {
            OptionalInt code = failed(failure, command.getErr());
            if (code.isEmpty()) {
                throw failure;
            }
            return code.getAsInt();
        });
    }

    private static OptionalInt failed(Exception failure, PrintWriter err) {
        return switch (failure) {
            case InvalidConfig wrong -> {
                err.println("wrong configuration:");
                wrong.violations().forEach(each -> err.println("  " + each));
                yield OptionalInt.of(WRONG_CONFIG);
            }
            case LinkFailure refused -> {
                err.println(refused.getMessage());
                yield OptionalInt.of(UNAVAILABLE);
            }
            default -> OptionalInt.empty();
        };
    }

    @Override
    public String[] getVersion() {
        return new String[] {"dotmac-agent " + Version.TEXT};
    }
}
