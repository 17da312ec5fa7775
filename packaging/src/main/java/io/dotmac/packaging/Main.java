package io.dotmac.packaging;

import io.dotmac.packaging.bench.BenchCommand;
import io.dotmac.packaging.demo.DemoCommand;
import picocli.CommandLine;

/// `dotmac-demo`: the demo and what can be done to it.
public final class Main {
    private Main() {}

    /// Runs one command and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoCommand())
                .addSubcommand(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, result) -> {
                    line.getErr().println("demo: " + failure.getMessage());
                    return 1;
                })
                .execute(arguments));
    }
}
