package io.dotmac.agent.probe.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `/proc` for processes. One that ends meanwhile is left out.
///
/// @param proc usually `/proc`
record ProcessTable(Path proc) {
    private static final int PAGE = 4096;
    private static final int MAX_COMMAND = 4096;

    /// What to look for: all that is set must hold.
    ///
    /// @param name of the program, as the kernel has it, at most 15 letters
    /// @param pattern that must be found in the command line
    /// @param unit of systemd
    record Search(
            @Nullable String name,
            @Nullable Pattern pattern,
            @Nullable String unit) {}

    /// One process.
    ///
    /// @param pid of it
    /// @param state as the kernel has it: `R`, `S`, `D`, `Z`, `T`
    /// @param startedTicks since the machine booted
    /// @param cpuTicks that it used
    /// @param rssBytes that it holds in memory
    record Entry(long pid, char state, long startedTicks, long cpuTicks, long rssBytes) {}

    List<Entry> find(Search search) throws IOException {
        List<Entry> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path folder : folders) {
                entry(folder, search).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<Entry> entry(Path folder, Search search) {
        try {
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            int open = stat.indexOf('(');
            int close = stat.lastIndexOf(')');
            if (open < 0 || close < open) {
                return Optional.empty();
            }
            String name = stat.substring(open + 1, close);
            if (search.name() != null && !name.equals(shortened(search.name()))) {
                return Optional.empty();
            }
            if (search.unit() != null && !inUnit(folder, search.unit())) {
                return Optional.empty();
            }
            if (search.pattern() != null
                    && !search.pattern().matcher(command(folder)).find()) {
                return Optional.empty();
            }
            String[] words = stat.substring(close + 2).split(" ", -1);
            return Optional.of(new Entry(
                    Long.parseLong(folder.getFileName().toString()),
                    words[0].charAt(0),
                    Long.parseLong(words[19]),
                    Long.parseLong(words[11]) + Long.parseLong(words[12]),
                    Long.parseLong(words[21]) * PAGE));
        } catch (IOException e) {
            // It ended between two reads.
            return Optional.empty();
        }
    }

    private static String shortened(String name) {
        return name.length() > 15 ? name.substring(0, 15) : name;
    }

    private static boolean inUnit(Path folder, String unit) throws IOException {
        String wanted = unit.contains(".") ? unit : unit + ".service";
        for (String line : Files.readAllLines(folder.resolve("cgroup"))) {
            String path = line.substring(line.lastIndexOf(':') + 1);
            if (path.endsWith("/" + wanted) || path.contains("/" + wanted + "/")) {
                return true;
            }
        }
        return false;
    }

    private static String command(Path folder) throws IOException {
        String command = Files.readString(folder.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        String bounded = command.length() > MAX_COMMAND ? command.substring(0, MAX_COMMAND) : command;
        return bounded.replace('\0', ' ').strip();
    }
}
