package io.dotmac.agent;

import io.dotmac.agent.doctor.Advice;
import io.dotmac.agent.doctor.Doctor;
import io.dotmac.model.Json;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `dotmac-agent doctor`: says what keeps the agent from its work, and what to do.
@Command(
        name = "doctor",
        description = "Look at configuration, files, clock, server and rights, and say what to do.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all is well", "1:it could be better", "2:something does not work"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        List<Advice> advices = new Doctor(config.file(), Clock.systemUTC()).examine();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(advices));
        } else {
            advices.forEach(advice -> print(out, advice));
        }
        out.flush();
        return exitCode(advices.stream()
                .map(Advice::level)
                .max(Comparator.naturalOrder())
                .orElse(Advice.Level.OK));
    }

    private static int exitCode(Advice.Level worst) {
        return switch (worst) {
            case OK -> 0;
            case WARN -> 1;
            case FAIL -> 2;
        };
    }

    private static void print(PrintWriter out, Advice advice) {
        out.printf(
                Locale.ROOT,
                "%-5s %-22s %s%s%n",
                advice.level().name().toLowerCase(Locale.ROOT),
                advice.subject(),
                advice.found(),
                advice.action().isEmpty() ? "" : " -> " + advice.action());
    }
}
