package io.dotmac.packaging.bench;

import io.dotmac.packaging.demo.Demo;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Resident memory of server, agents and both consoles, each a process of its own, a while after its start.
final class MemoryBench {
    private static final int SETTLE_SECONDS = 45;
    private static final Map<String, String> BUDGETS = Map.of("terminal", "< 150 MiB", "desktop", "< 350 MiB");

    private final Demo demo;

    MemoryBench(Demo demo) {
        this.demo = demo;
    }

    List<Figure> run() throws IOException, InterruptedException {
        Map<String, List<String>> commands =
                demo.consoles(List.of("-Dglass.platform=Headless", "-Dprism.order=sw"));
        Process terminal = inTerminal(commands.getOrDefault("terminal", List.of()));
        Process desktop = quiet(new ProcessBuilder(commands.getOrDefault("desktop", List.of())));
        try {
            desktop.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
            List<Figure> figures = new ArrayList<>();
            Map<String, Long> pids = demo.info().pids();
            figures.add(figure("platform server", pids.getOrDefault("server", 0L), ""));
            figures.add(figure("agent of PostgreSQL", pids.getOrDefault("agent-" + Demo.DATABASE_NODE, 0L), "≤ 80 MiB"));
            figures.add(figure("agent of Redis, HTTP, TCP", pids.getOrDefault("agent-" + Demo.APPLICATION_NODE, 0L), "≤ 80 MiB"));
            figures.add(figure("terminal console", youngest(terminal), BUDGETS.getOrDefault("terminal", "")));
            figures.add(figure("desktop console", desktop.pid(), BUDGETS.getOrDefault("desktop", "")));
            return figures;
        } finally {
            terminal.descendants().forEach(ProcessHandle::destroy);
            terminal.destroy();
            desktop.destroy();
        }
    }

    /// Runs a program on a terminal of its own, which script(1) makes.
    private static Process inTerminal(List<String> command) throws IOException {
        ProcessBuilder script = new ProcessBuilder("script", "-qfec", quoted(command), "/dev/null");
        script.environment().put("TERM", "xterm-256color");
        return quiet(script);
    }

    private static String quoted(List<String> command) {
        List<String> words = command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .toList();
        return "exec " + String.join(" ", words);
    }

    private static Process quiet(ProcessBuilder builder) throws IOException {
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    private static long youngest(Process parent) {
        return parent.descendants()
                .map(ProcessHandle::pid)
                .max(Comparator.naturalOrder())
                .orElse(parent.pid());
    }

    private static Figure figure(String what, long pid, String budget) throws IOException {
        return new Figure("RSS", what, "", Memory.text(Memory.residentMib(pid)), "", budget);
    }
}
