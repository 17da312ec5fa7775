package io.dotmac.packaging.bench;

import io.dotmac.packaging.demo.Program;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `make soak`: lets an agent run for long and tells whether its memory grows.
@Command(
        name = "soak",
        description = "Let an agent run for long and tell whether its memory grows.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:it does not grow", "1:it grows, or it ended"})
public final class SoakCommand implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final double MIB_PER_HOUR = 1;
    private static final double SECONDS_PER_HOUR = 3_600;

    @Option(names = "--minutes", description = "How long (default: ${DEFAULT-VALUE}).")
    private int minutes = 30;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        return Scratch.of("dotmac-soak", this::soak);
    }

    private int soak(Path folder) throws Exception {
        try (Probed probed = Probed.start(folder)) {
            Path config =
                    probed.config("soak", 0, List.of(probed.postgresql(), probed.redis(), probed.tcp(), probed.dns()));
            List<String> command = Program.AGENT.command(List.of(), List.of("run", "--config", config.toString()));
            try (Watched agent = Watched.start(command, Map.of("MALLOC_ARENA_MAX", "1"), folder.resolve("agent.log"))) {
                return watch(agent);
            }
        }
    }

    private int watch(Watched agent) throws Exception {
        Slope whole = new Slope();
        Slope settled = new Slope();
        long rounds = Duration.ofMinutes(minutes).dividedBy(EVERY);
        for (long round = 1; round <= rounds; round++) {
            if (agent.endedWithin(EVERY)) {
                out.println("the agent ended");
                return 1;
            }
            double seconds = (double) round * EVERY.toSeconds();
            double mib = agent.residentMib();
            whole.add(seconds, mib);
            // The first third is the JVM finding its size.
            if (round > rounds / 3) {
                settled.add(seconds, mib);
            }
            if (round % 6 == 0) {
                out.printf(Locale.ROOT, "%5.0f s  %6.1f MiB%n", seconds, mib);
            }
        }
        Slope.Fit slope = settled.fit().times(SECONDS_PER_HOUR);
        boolean grows = slope.isSurelyAbove(MIB_PER_HOUR);
        out.printf(
                Locale.ROOT,
                "slope %.2f ± %.2f MiB an hour over the last two thirds (%.2f over all): %s than %.0f by two errors%n",
                slope.perUnit(),
                slope.error(),
                whole.fit().times(SECONDS_PER_HOUR).perUnit(),
                grows ? "more" : "not more",
                MIB_PER_HOUR);
        return grows ? 1 : 0;
    }
}
