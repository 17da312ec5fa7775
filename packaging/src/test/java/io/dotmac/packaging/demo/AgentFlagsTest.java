package io.dotmac.packaging.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The flags that every agent is started with.
class AgentFlagsTest {
    @TempDir
    Path folder;

    @Test
    void threadThatLacksMemoryEndsTheWholeProgram() throws Exception {
        Program program = new Program("agent", Hoarder.class.getName());
        Process process = new ProcessBuilder(program.command(List.of(), List.of()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ended, so that systemd starts it again")
                    .isTrue();
            assertThat(process.exitValue()).isNotZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /// One of its threads takes memory until there is none; the other would live on.
    static final class Hoarder {
        private Hoarder() {}

        public static void main(String[] arguments) throws InterruptedException {
            Thread.ofPlatform().start(() -> {
                List<byte[]> hoard = new ArrayList<>();
                while (hoard.size() < 1_000_000) {
                    hoard.add(new byte[1 << 20]);
                }
            });
            new CountDownLatch(1).await();
        }
    }
}
