package io.dotmac.tui;

import picocli.CommandLine;

/// Starts `dotmac-tui`.
public final class Main {
    private Main() {}

    /// Exits 0 when all went well, 1 when it did not, 2 when the options are wrong.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new ConsoleCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("dotmac-tui: " + failure.getMessage());
            return 1;
        });
        return line.execute(arguments);
    }
}
