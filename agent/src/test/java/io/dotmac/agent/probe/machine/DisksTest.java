package io.dotmac.agent.probe.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Servers;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.probe.machine.ProcReader.Mount;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// On this machine's file systems, one of which a test lets hang.
class DisksTest {
    @TempDir
    Path folder;

    private final Map<String, String> facts = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Disks disks = new Disks(Disks::ask, System::nanoTime);

    @Test
    void figuresAreThoseThatTheSystemTells() throws IOException, InterruptedException {
        // Total inodes and blocks, size of a block.
        String[] truth = run("stat", "-f", "-c", "%c %b %S", "/").split(" ", -1);

        Space space = CLibrary.space("/").orElseThrow();

        assertThat(space.files()).isEqualTo(Long.parseLong(truth[0]));
        assertThat(space.bytes()).isEqualTo(Long.parseLong(truth[1]) * Long.parseLong(truth[2]));
        double percent = Double.parseDouble(run("df", "--output=ipcent", "/").replaceAll("[^0-9]", ""));
        assertThat(space.filesUsedPercent()).isCloseTo(percent, within(1.5));
        double full = Double.parseDouble(run("df", "--output=pcent", "/").replaceAll("[^0-9]", ""));
        assertThat(space.usedPercent())
                .as("what is kept for the superuser is not used")
                .isCloseTo(full, within(1.5));
    }

    @Test
    void kernelTellsOfItsClock() {
        assertThat(CLibrary.clock()).hasValueSatisfying(clock -> {
            assertThat(clock.maxError()).isGreaterThanOrEqualTo(0);
            assertThat(Math.abs(clock.offset())).isLessThan(1);
        });
    }

    @Test
    void whatIsNotThereCannotBeRead() {
        List<Remark> past = disks.read(List.of(new Mount("/no/such/folder", "ext4")), facts, samples);

        assertThat(past).isEmpty();
        assertThat(facts).containsEntry("disk /no/such/folder", "cannot be read");
    }

    /// What is not named in a report is taken for unmounted.
    @Test
    @Timeout(60)
    void fileSystemThatAnswersLateIsNamedAtEveryReading() throws InterruptedException {
        CountDownLatch late = new CountDownLatch(1);
        Disks slow = new Disks(
                point -> {
                    try {
                        late.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Optional.empty();
                },
                System::nanoTime);
        List<Mount> mounts = List.of(new Mount("/slow", "ext4"));

        slow.read(mounts, facts, samples);
        assertThat(facts).containsEntry("disk /slow", "answers late");

        late.countDown();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("disk /slow")) {
                thread.join();
            }
        }
        facts.clear();
        slow.read(mounts, facts, samples);
        assertThat(facts).containsEntry("disk /slow", "answers late");
    }

    @Test
    @Timeout(60)
    void fileSystemThatHangsHoldsUpNeitherTheOthersNorTheMachineAndIsTold() throws Exception {
        Assumptions.assumeTrue(Servers.root(), "not root: no file system can be mounted that hangs");
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/fuse")), "no /dev/fuse: no file system can be made to hang");
        Path point = Files.createDirectory(folder.resolve("hung"));
        List<Mount> mounts = List.of(new Mount(point.toString(), "nfs4"), new Mount("/", "ext4"));
        // A file system whose server never answers: the shell holds its end open and is silent.
        try (Servers server = Servers.run(
                folder.resolve("mount.log"),
                Servers.program("sh"),
                "-c",
                "exec 3<>/dev/fuse; mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 hung " + point
                        + " && exec sleep 600")) {
            await().atMost(Duration.ofSeconds(10)).until(() -> mounted(point) || !server.alive());
            Assumptions.assumeTrue(
                    mounted(point), "no file system can be mounted: " + Files.readString(folder.resolve("mount.log")));

            assertThat(disks.read(mounts, facts, samples)).isEmpty();
            assertThat(facts).containsKey("disk /").containsEntry("disk " + point, "answers late");

            for (int reading = 0; reading < 5; reading++) {
                List<Remark> past = disks.read(mounts, facts, samples);
                assertThat(past).contains(new Remark(Severity.MAJOR, null, "disk " + point + " does not answer"));
            }
            assertThat(facts).containsEntry("disk " + point, "does not answer");
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().equals("disk " + point))
                    .hasSize(1);
        } finally {
            run("umount", "-l", point.toString());
        }
        // Its server is gone: the call ends, the next reading is as any other.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> disks.read(mounts, facts, samples).stream()
                        .noneMatch(remark -> remark.text().contains("does not answer")));
    }

    @Test
    void fileSystemThatFillsIsToldInTimeAndForgottenOnceItIsGone() {
        AtomicLong nanos = new AtomicLong();
        AtomicLong free = new AtomicLong(400L << 30);
        Disks filling = new Disks(
                _ -> Optional.of(new Space(1000L << 30, (1000L << 30) - free.get(), free.get(), 0, 0)), nanos::get);
        List<Mount> mounts = List.of(new Mount("/data", "ext4"));
        List<Remark> past = List.of();
        for (int reading = 0; reading < 10; reading++) {
            assertThat(past).as("too few readings tell nothing").hasSize(reading < 8 ? 0 : 1);
            nanos.addAndGet(Duration.ofMinutes(3).toNanos());
            free.addAndGet(-(1L << 30));
            past = filling.read(mounts, facts, samples);
        }
        assertThat(past).singleElement().satisfies(remark -> {
            assertThat(remark.severity()).isEqualTo(Severity.MINOR);
            assertThat(remark.text()).isEqualTo("disk /data is full in 19 h");
        });
        free.addAndGet(-(320L << 30));
        nanos.addAndGet(Duration.ofMinutes(3).toNanos());
        assertThat(filling.read(mounts, facts, samples))
                .extracting(Remark::severity)
                .contains(Severity.MAJOR);

        assertThat(filling.read(List.of(), facts, samples)).isEmpty();
        nanos.addAndGet(Duration.ofMinutes(3).toNanos());

        assertThat(filling.read(mounts, facts, samples))
                .as("another disk at the same place, as full as the one before")
                .noneMatch(remark -> remark.text().contains("is full in"));
    }

    @Test
    void roomThatWasMadeIsANewStart() {
        FillForecast forecast = new FillForecast();
        for (int reading = 0; reading < 20; reading++) {
            forecast.take(Duration.ofMinutes(3L * reading).toNanos(), (100L - reading) << 30);
        }
        assertThat(forecast.full())
                .hasValueSatisfying(left -> assertThat(left.toMinutes()).isEqualTo(243));

        forecast.take(Duration.ofMinutes(60).toNanos(), 400L << 30);

        assertThat(forecast.full()).isEmpty();
    }

    private static boolean mounted(Path point) throws IOException {
        return Files.readString(Path.of("/proc/self/mounts")).contains(" " + point + " ");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }
}
