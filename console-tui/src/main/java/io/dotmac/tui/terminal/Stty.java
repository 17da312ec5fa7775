package io.dotmac.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Asks and sets the modes of the controlling terminal through the `stty` command, which every Unix has.
public final class Stty implements TerminalModes {
    private static final TerminalSize USUAL = new TerminalSize(80, 24);

    private final File device;

    /// @param device usually `/dev/tty`
    public Stty(File device) {
        this.device = device;
    }

    @Override
    public String save() throws IOException {
        return run(List.of("-g"));
    }

    @Override
    public void raw() throws IOException {
        run(List.of(
                "-icanon", "-echo", "-isig", "-ixon", "-icrnl", "-inlcr", "-igncr", "-iexten", "min", "1", "time",
                "0"));
    }

    @Override
    public void restore(String saved) throws IOException {
        run(List.of(saved));
    }

    /// 80x24 where the terminal does not know.
    @Override
    public TerminalSize size() throws IOException {
        return parseSize(run(List.of("size"))).orElse(USUAL);
    }

    static Optional<TerminalSize> parseSize(String answer) {
        String[] words = answer.split(" ", -1);
        if (words.length != 2 || !words[0].matches("[0-9]{1,4}") || !words[1].matches("[0-9]{1,4}")) {
            return Optional.empty();
        }
        int rows = Integer.parseInt(words[0]);
        int columns = Integer.parseInt(words[1]);
        return rows < 1 || columns < 1 ? Optional.empty() : Optional.of(new TerminalSize(columns, rows));
    }

    private String run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add("stty");
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectInput(device)
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("stty did not answer within 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while setting the terminal", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("cannot set up the terminal " + device + ": " + answer);
        }
        return answer;
    }
}
