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
        String rows = figures.stream().map(Figure::row).collect(Collectors.joining("\n"));
        return "| # | what | floor | ours | ratio | budget |\n|---|---|---|---|---|---|\n" + rows + "\n";
    }

    /// Writes the table with its date, commit and machine to `folder`, after those of earlier runs, and returns the
    /// file.
    Path write(Path folder, String date, String commit, String machine) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(date + "-" + commit + ".md");
        String before = Files.exists(file)
                ? Files.readString(file) + "\n"
                : "# " + date + ", commit " + commit + "\n\n" + machine + "\n\n";
        Files.writeString(file, before + table());
        return file;
    }
}
