package io.dotmac.packaging.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Has programs work until their just-in-time compilers take next to nothing of their time. How fast they answer tells
/// less: on a machine whose speed varies they get slower while the code still gets faster.
final class WarmUp {
    private static final int COMPILER_SHARE = 20;
    private static final int QUIET_ROUNDS = 3;
    private static final int USER_TICKS = 11; // of proc_pid_stat(5), counted behind the name
    private static final int MILLIS_PER_TICK = 10;

    private WarmUp() {}

    /// What they are to do.
    @FunctionalInterface
    interface Work {
        void run(int round) throws IOException, InterruptedException;
    }

    /// Does `work` until the compilers of `programs` are quiet, so many rounds at most.
    static void of(List<ProcessHandle> programs, int mostRounds, Work work) throws IOException, InterruptedException {
        int quiet = 0;
        for (int round = 0; round < mostRounds && quiet < QUIET_ROUNDS; round++) {
            Duration compiled = compiling(programs);
            Duration spent = cpu(programs);
            work.run(round);
            Duration share = cpu(programs).minus(spent).dividedBy(COMPILER_SHARE);
            quiet = compiling(programs).minus(compiled).compareTo(share) <= 0 ? quiet + 1 : 0;
        }
    }

    private static Duration cpu(List<ProcessHandle> programs) {
        return programs.stream()
                .map(program -> program.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// Processor time of their compilers so far; of threads that have ended not.
    private static Duration compiling(List<ProcessHandle> programs) throws IOException {
        long ticks = 0;
        for (ProcessHandle program : programs) {
            try (DirectoryStream<Path> threads =
                    Files.newDirectoryStream(Path.of("/proc/" + program.pid() + "/task"))) {
                for (Path thread : threads) {
                    ticks += compiling(thread);
                }
            }
        }
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }

    private static long compiling(Path thread) {
        String stat;
        try {
            stat = Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            return 0; // It has ended meanwhile.
        }
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        if (!name.matches("C[12] Compiler.*")) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
    }
}
