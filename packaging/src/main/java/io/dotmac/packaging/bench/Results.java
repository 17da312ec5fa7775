package io.dotmac.packaging.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The table of one run.
///
/// @param figures in order
public record Results(List<Figure> figures) {
    /// Copies the figures.
    public Results {
        figures = List.copyOf(figures);
    }

    /// As a Markdown table.
    String table() {
        String rows = figures.stream()
                .map(figure -> "| %s | %s | %s | %s | %s | %s |"
                        .formatted(
                                figure.id(),
                                figure.what(),
                                figure.floor(),
                                figure.ours(),
                                figure.ratio(),
                                figure.budget()))
                .collect(Collectors.joining("\n"));
        return "| # | what | floor | ours | ratio | budget |\n|---|---|---|---|---|---|\n" + rows + "\n";
    }

    /// Writes the table with its date, commit and machine to `folder`, and returns the file.
    Path write(Path folder, String date, String commit, String machine) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(date + "-" + commit + ".md");
        Files.writeString(file, "# " + date + ", commit " + commit + "\n\n" + machine + "\n\n" + table());
        return file;
    }
}
