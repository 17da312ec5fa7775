package io.dotmac.gui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    @TempDir
    private Path folder;

    private static String errorOf(String... arguments) {
        StringWriter errors = new StringWriter();
        int code = new CommandLine(new Main()).setErr(new PrintWriter(errors)).execute(arguments);
        assertThat(code).isEqualTo(2);
        return errors.toString();
    }

    @Test
    void wrongOptionsAreNamedWithWhatIsAllowed() {
        assertThat(errorOf("--theme", "pink")).contains("--theme is pink, must be dark, light or system");
        assertThat(errorOf("--size", "big")).contains("--size is big, must be as 1440x900");
        assertThat(errorOf("--size", "320x200")).contains("size is 320x200, must be at least 640x400");
        assertThat(errorOf("--view", "moon")).contains("--view is moon, must be one of [overview, alerts, nodes");
        assertThat(errorOf("--url", "nonsense")).contains("--url is nonsense, must be an address");
    }

    @Test
    void missingFilesAreNamed() {
        String missing = folder.resolve("absent").toString();

        assertThat(errorOf("--url", "http://127.0.0.1:1", "--password-file", missing))
                .contains(missing);
        assertThat(errorOf("--agent-config", missing)).contains(missing);
    }
}
