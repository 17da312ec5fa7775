package io.dotmac.packaging;

import io.dotmac.packaging.bench.AgentTargets;
import io.dotmac.packaging.bench.BenchCommand;
import io.dotmac.packaging.bench.SoakCommand;
import io.dotmac.packaging.demo.DemoCommand;
import picocli.CommandLine;

/// `dotmac-demo`: the demo and what can be done to it.
public final class Main {
    private Main() {}

    /// Runs one command and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new SoakCommand())
                .addSubcommand(new AgentTargets())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, result) -> {
                    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                        line.getErr().println("demo: " + cause.getMessage());
                    }
                    return 1;
                })
                .execute(arguments));
    }
}
