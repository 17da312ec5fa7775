package io.dotmac.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a target does not need costs no memory: a client library is loaded for its own kind of target alone.
class LoadedClassesTest {
    private static final List<String> CLIENTS = List.of(
            "org.postgresql.",
            "org.xbill.",
            "org.snmp4j.",
            "com.github.dockerjava.",
            "io.kubernetes.",
            "io.prometheus.");

    @TempDir
    private Path folder;

    @Test
    void agentThatProbesPortsLoadsNoClient() throws Exception {
        List<String> loaded = loaded("{name: t, kind: tcp, host: 127.0.0.1, port: 1}");

        assertThat(CLIENTS).noneMatch(client -> loaded.stream().anyMatch(line -> line.contains(" " + client)));
    }

    @Test
    void agentThatProbesNamesLoadsThatClientAlone() throws Exception {
        List<String> loaded =
                loaded("{name: d, kind: dns, query: a.example, servers: [\"127.0.0.1:1\"], timeout: 500ms}");

        assertThat(loaded).anyMatch(line -> line.contains(" org.xbill."));
        assertThat(CLIENTS)
                .filteredOn(client -> !client.equals("org.xbill."))
                .noneMatch(client -> loaded.stream().anyMatch(line -> line.contains(" " + client)));
    }

    private List<String> loaded(String target) throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("agent.yaml"), "node: {name: n}\ntargets:\n- " + target);
        Path log = folder.resolve("classes.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log + "::filecount=0",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.dotmac.agent.Main",
                        "check",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("out")))
                .isEqualTo(2);
        return Files.readAllLines(log);
    }
}
