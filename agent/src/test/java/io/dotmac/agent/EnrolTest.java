package io.dotmac.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.link.FakePlatform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolTest {
    @TempDir
    private Path folder;

    private final FakePlatform platform = new FakePlatform();

    @BeforeEach
    void start() throws IOException {
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.stop();
    }

    @Test
    void machineWithoutConfigurationGetsOneThatRuns() throws IOException {
        Path config = folder.resolve("etc/agent.yaml");
        Path token = Files.writeString(folder.resolve("token"), "one-use\n");

        String told = enrol(config, "--server", platform.url(), "--name", "web-1", "--token-file", token.toString());

        assertThat(told).contains("wrote " + config).contains("tenant=northnet key=SHA256:");
        assertThat(platform.enrolmentToken()).isEqualTo("one-use");
        AgentConfig written = AgentConfig.load(config);
        assertThat(written.nodeName()).isEqualTo("web-1");
        assertThat(written.server()).isNotNull();
        assertThat(Files.exists(folder.resolve("state/agent.key"))).isTrue();
    }

    @Test
    void tokenComesFromStandardInput() {
        InputStream before = System.in;
        System.setIn(new java.io.ByteArrayInputStream("from-stdin\n".getBytes(StandardCharsets.UTF_8)));
        try {
            enrol(folder.resolve("a.yaml"), "--server", platform.url(), "--name", "web-1", "--token-stdin");
        } finally {
            System.setIn(before);
        }

        assertThat(platform.enrolmentToken()).isEqualTo("from-stdin");
    }

    @Test
    void tokenIsNoArgument() {
        assertThat(Main.run("enrol", "--token", "one-use")).isEqualTo(Main.WRONG_USAGE);
    }

    @Test
    void otherServerThanConfiguredIsRefused() throws IOException {
        Path config = Files.writeString(
                folder.resolve("agent.yaml"),
                "server: {url: \"https://ops.example.net\"}\nnode: {name: web-1}\nstate-dir: " + folder);

        assertThat(Main.run("enrol", "--config", config.toString(), "--server", platform.url()))
                .isEqualTo(Main.WRONG_CONFIG);
    }

    private String enrol(Path config, String... more) {
        String[] arguments = new String[more.length + 5];
        arguments[0] = "enrol";
        arguments[1] = "--config";
        arguments[2] = config.toString();
        arguments[3] = "--state-dir";
        arguments[4] = folder.resolve("state").toString();
        System.arraycopy(more, 0, arguments, 5, more.length);
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(arguments)).isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
