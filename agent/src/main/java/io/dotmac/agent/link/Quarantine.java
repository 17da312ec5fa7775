package io.dotmac.agent.link;

import io.dotmac.model.Json;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Keeps the last few reports that the server will never take, for whoever looks into it.
final class Quarantine {
    private static final System.Logger LOG = System.getLogger(Quarantine.class.getName());
    private static final int MAX_FILES = 8;

    private final Path folder;

    Quarantine(Path folder) {
        this.folder = folder;
    }

    void put(Report report) {
        try {
            Files.createDirectories(folder);
            Files.write(
                    folder.resolve("%s-%012d.json.gz".formatted(report.boot(), report.seq())),
                    Frame.gzip(Json.bytes(report)));
            List<Path> files;
            try (Stream<Path> listed = Files.list(folder)) {
                files = listed.sorted(
                                Comparator.comparingLong(Quarantine::modified).thenComparing(Path::getFileName))
                        .toList();
            }
            for (Path file : files.subList(0, Math.max(0, files.size() - MAX_FILES))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a refused report cannot be kept folder={0}", folder);
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }
}
