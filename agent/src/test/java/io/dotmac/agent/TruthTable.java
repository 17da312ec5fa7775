package io.dotmac.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What was so beside what was told of it, for people to read: `target/truth/NAME.md`, and once in the test's output.
public final class TruthTable {
    private static final System.Logger LOG = System.getLogger(TruthTable.class.getName());
    private static final Path FOLDER = Path.of("target", "truth");

    private final String name;
    private final List<String> columns;
    private final Set<String> rows = new LinkedHashSet<>();

    /// An empty one.
    public TruthTable(String name, List<String> columns) {
        this.name = name;
        this.columns = List.copyOf(columns);
    }

    /// Adds a row, unless one says the same already.
    public void add(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells + " does not fit " + columns);
        }
        rows.add(line(cells));
    }

    /// Writes and prints what was added.
    public void publish() throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(line(columns)).append('\n');
        text.append(line(Collections.nCopies(columns.size(), "---"))).append('\n');
        rows.forEach(row -> text.append(row).append('\n'));
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve(name + ".md"), text);
        LOG.log(System.Logger.Level.INFO, "{0}, true beside told:\n{1}", name, text);
    }

    private static String line(List<String> cells) {
        return "| "
                + String.join(
                        " | ",
                        cells.stream().map(cell -> cell.replace("|", "\\|")).toList()) + " |";
    }
}
