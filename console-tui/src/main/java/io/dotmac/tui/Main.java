package io.dotmac.tui;

import io.dotmac.console.profile.ConsoleHome;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/// Starts `dotmac-tui`.
public final class Main {
    private Main() {}

    /// Exits 0 when all went well, 1 when it did not, 2 when the options are wrong.
    public static void main(String[] arguments) {
        ConsoleHome home = ConsoleHome.of(System.getenv(), Path.of(System.getProperty("user.home")));
        System.exit(commandLine(home, System.getenv()).execute(arguments));
    }

    /// The command line of an operator whose files are in `home`.
    static CommandLine commandLine(ConsoleHome home, Map<String, String> environment) {
        CommandLine line = new CommandLine(new ConsoleCommand(home, environment));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("dotmac-tui: " + failure.getMessage());
            return 1;
        });
        return line;
    }
}
