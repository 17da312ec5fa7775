package io.dotmac.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Without tracing, OpenTelemetry need not even be there.
class TracingOffTest {
    @Test
    void everythingElseWorksWithoutASingleClassOfOpenTelemetry() throws Exception {
        URL[] others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("opentelemetry"))
                .map(TracingOffTest::url)
                .toArray(URL[]::new);

        try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("io.opentelemetry.api.trace.Span"))
                    .isInstanceOf(ClassNotFoundException.class);
            Supplier<?> work = (Supplier<?>) loader.loadClass(Untraced.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(work.get()).isEqualTo("done");
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    /// Uses what uses tracing.
    public static final class Untraced implements Supplier<String> {
        @Override
        public String get() {
            TelemetryConfig config = new TelemetryConfig(
                    false,
                    true,
                    true,
                    "http://127.0.0.1:4318",
                    new io.dotmac.server.platform.config.Secret(""),
                    java.time.Duration.ofSeconds(30),
                    1,
                    "test");
            try (Telemetry telemetry = new Telemetry(
                    Tracing.from(config, "1", "test"),
                    ErrorAlertsConfig.QUIET,
                    java.time.Clock.systemUTC(),
                    Runnable::run)) {
                telemetry.queries().ran("select 1", 1);
                return telemetry.background().run("job x", java.util.Optional.empty(), () -> "done");
            }
        }
    }
}
