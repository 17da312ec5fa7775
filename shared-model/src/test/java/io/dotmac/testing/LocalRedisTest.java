package io.dotmac.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalRedisTest {
    @Test
    void nothingIsLeftBehind() throws IOException {
        int port;
        try (LocalRedis redis = LocalRedis.start(0)) {
            port = redis.port();
            assertThat(settings(port)).isNotEmpty();
        }

        assertThat(settings(port)).isEmpty();
    }

    private static List<Path> settings(int port) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("embedded-redis-server_" + port))
                    .toList();
        }
    }
}
