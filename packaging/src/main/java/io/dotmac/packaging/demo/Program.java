package io.dotmac.packaging.demo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// One of our Java programs as a process of its own.
///
/// @param module whose class path and JVM flags it runs with
/// @param main class
public record Program(String module, String main) {
    private static final List<String> ALWAYS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    private static final long STOP_SECONDS = 35;

    /// The platform server.
    static final Program SERVER = new Program("platform-server", "io.dotmac.server.Main");
    /// The node agent.
    public static final Program AGENT = new Program("agent", "io.dotmac.agent.Main");
    /// The terminal console.
    static final Program TUI = new Program("console-tui", "io.dotmac.tui.Main");
    /// The desktop console.
    static final Program GUI = new Program("console-gui", "io.dotmac.gui.Main");

    /// Starts it in the background, its output appended to `log`.
    Process start(Map<String, String> environment, Path log, List<String> arguments) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = builder(environment, arguments);
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        return builder.start();
    }

    /// Runs it to its end, its output appended to `log`.
    ///
    /// @throws IllegalStateException when it fails or takes longer than a minute
    void run(Map<String, String> environment, Path log, List<String> arguments)
            throws IOException, InterruptedException {
        Process process = start(environment, log, arguments);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(main + " " + arguments.getFirst() + " took more than 60 s; see " + log);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    main + " " + arguments.getFirst() + " ended with " + process.exitValue() + "; see " + log);
        }
    }

    /// Runs it on this terminal and returns its exit code.
    int onTerminal(Map<String, String> environment, List<String> arguments) throws IOException, InterruptedException {
        return builder(environment, arguments).inheritIO().start().waitFor();
    }

    /// Asks it to end and waits; after 35 s it is killed.
    static void stop(Process process) {
        process.destroy();
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private ProcessBuilder builder(Map<String, String> environment, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(command(List.of(), arguments));
        builder.environment().keySet().removeIf(name -> name.contains("__") || name.startsWith("DOTMAC_"));
        builder.environment().putAll(environment);
        return builder;
    }

    /// Its command line, with `more` flags of the JVM.
    public List<String> command(List<String> more, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(more);
        command.addAll(ALWAYS);
        command.add("-cp");
        command.add(classPath());
        command.add(main);
        command.addAll(arguments);
        return command;
    }

    /// Those that `packaging/bin/run-java` takes.
    private List<String> flags() {
        String name = "/jvm/" + module + ".flags";
        try (InputStream in = Program.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> line.startsWith("-")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The module's own class path where the checkout is built, else that of this JVM, which has everything.
    private String classPath() {
        String home = System.getProperty("dotmac.home");
        if (home == null) {
            return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        }
        Path target = Path.of(home, module, "target");
        try {
            // Jars only: an AOT cache refuses folders on the class path.
            return target.resolve(module + "-0.1.0-SNAPSHOT.jar")
                    + File.pathSeparator
                    + Files.readString(target.resolve("classpath.txt")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(module + " is not built: run make build", e);
        }
    }
}
