package io.dotmac.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole program on a terminal of its own, which `script` gives it.
class RestoringIT {
    private static final String GIVEN_BACK = "\u001b[?2004l\u001b[0m\u001b[?25h\u001b[?1049l";

    @TempDir
    private Path home = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP", "INT"})
    void aSignalGivesTheTerminalBack(String signal) throws Exception {
        try (Running console = start()) {
            console.shows("DotMac Ops");
            long java = Long.parseLong(Files.readString(home.resolve("pid")).strip());
            new ProcessBuilder("kill", "-" + signal, String.valueOf(java))
                    .start()
                    .waitFor();

            console.ends();
            assertThat(console.text()).contains(GIVEN_BACK);
            assertThat(console.text().substring(console.text().indexOf(GIVEN_BACK)))
                    .contains(" icanon", " echo");
        }
    }

    @Test
    void quittingGivesTheTerminalBack() throws Exception {
        try (Running console = start()) {
            console.shows("DotMac Ops");
            console.type("q");

            console.ends();
            assertThat(console.text()).contains(GIVEN_BACK);
            assertThat(console.text().substring(console.text().indexOf(GIVEN_BACK)))
                    .contains(" icanon", " echo");
        }
    }

    private Running start() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "util-linux' script gives a terminal");
        Path launcher = Files.writeString(home.resolve("run.sh"), """
                echo $$ > %1$s/pid
                # Whoever runs the tests may ignore some signals (nohup does), and ignoring is inherited.
                exec env --default-signal=HUP,INT,TERM %2$s/bin/java -cp '%3$s' io.dotmac.tui.Main --url http://127.0.0.1:9
                """.formatted(
                        home, System.getProperty("java.home"), System.getProperty("java.class.path")));
        String inside = "stty rows 24 cols 80; sh " + launcher + "; stty -a";
        ProcessBuilder script = new ProcessBuilder("/usr/bin/script", "-qec", inside, "/dev/null");
        script.environment().put("XDG_CONFIG_HOME", home.toString());
        script.environment().put("XDG_STATE_HOME", home.toString());
        script.environment().put("TERM", "xterm-256color");
        return new Running(script.redirectErrorStream(true).start());
    }

    private static final class Running implements AutoCloseable {
        private final Process process;
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        Running(Process process) {
            this.process = process;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            byte[] some = new byte[4096];
            try {
                for (int n = process.getInputStream().read(some);
                        n >= 0;
                        n = process.getInputStream().read(some)) {
                    synchronized (seen) {
                        seen.write(some, 0, n);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String text() {
            synchronized (seen) {
                return seen.toString(StandardCharsets.UTF_8);
            }
        }

        void shows(String part) {
            await().atMost(Duration.ofSeconds(30)).until(() -> text().contains(part));
        }

        void type(String keys) throws IOException {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        void ends() throws InterruptedException {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(10)).until(() -> text().contains("icanon"));
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
