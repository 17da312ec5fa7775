package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.server.platform.http.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ErrorCodesTest {
    private static final Path PAGE = Path.of("..", "docs", "errors.md");
    private static final Pattern REFUSAL =
            Pattern.compile("(conflict|unavailable|Refusal\\.of)\\(\\s*(?:([0-9]{3}),\\s*)?\"([A-Z][A-Z_]+)\"");

    @Test
    void everyCodeThatTheSourcesNameStandsInTheCatalogue() throws IOException {
        SortedSet<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                Matcher refusal = REFUSAL.matcher(read(file));
                while (refusal.find()) {
                    int status = status(refusal);
                    Optional<ErrorCode> known = ErrorCode.of(refusal.group(3));
                    if (known.isEmpty() || known.get().status() != status) {
                        missing.add(status + " " + refusal.group(3) + " in " + file.getFileName());
                    }
                }
            });
        }
        assertThat(missing).isEmpty();
    }

    /// To bring the page up to date, delete it and run this test.
    @Test
    void pageIsCurrent() throws IOException {
        if (Files.notExists(PAGE)) {
            Files.writeString(PAGE, ErrorCode.page());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(ErrorCode.page());
    }

    private static int status(Matcher refusal) {
        return switch (refusal.group(1)) {
            case "conflict" -> 409;
            case "unavailable" -> 503;
            default -> Integer.parseInt(Optional.ofNullable(refusal.group(2)).orElse("0"));
        };
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
