package io.dotmac.server.platform.db.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaDocsTest {
    private static final Path FOLDER = Path.of("../docs/gen/dbdocs");

    /// With `-Ddotmac.db-docs=write` it writes them instead.
    @Test
    void pagesTellWhatTheMigrationsMake() throws IOException {
        String database = TestPlatform.template();
        NavigableMap<String, String> pages =
                new Migrations(TestPlatform.config(database, Map.of()).database()).docs();
        if ("write".equals(System.getProperty("dotmac.db-docs"))) {
            write(pages);
        }

        assertThat(pages).containsOnlyKeys("alert.md", "fleet.md", "notification.md", "public.md", "tenant.md");
        assertThat(written())
                .as("docs/gen/dbdocs are not what the migrations make; write them anew with: make db-docs")
                .isEqualTo(pages);
    }

    private static void write(NavigableMap<String, String> pages) throws IOException {
        Files.createDirectories(FOLDER);
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
        }
    }

    private static NavigableMap<String, String> written() throws IOException {
        NavigableMap<String, String> written = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                written.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return written;
    }
}
