package io.dotmac.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.model.Json;
import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Writes a history of what an agent in a process of its own produced and what a server stored, while both are harmed,
/// and has [ReportHistory] check it: each report that the link took is stored once, or covered by a gap that was told.
///
/// A failing seed is played again by `mvn -pl agent -am test -Dtest=DurabilityTest -Ddurability.seed=42`; more than two
/// are played with `-Ddurability.seeds=20`.
class DurabilityTest {
    private static final System.Logger LOG = System.getLogger(DurabilityTest.class.getName());
    private static final int ROUNDS = 12;
    private static final Duration DRAINED = Duration.ofSeconds(45);

    @TempDir
    private Path folder;

    private final FakePlatform platform = new FakePlatform();
    private final Map<ReportHistory.Key, Report> storedByNumber = new ConcurrentHashMap<>();
    private final Queue<ReportHistory.Key> changed = new ConcurrentLinkedQueue<>();
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
    /// Reports on a slow way: the agent was told nothing and sends them again before they arrive.
    private final Queue<Report> late = new ConcurrentLinkedQueue<>();
    private final AtomicInteger again = new AtomicInteger();
    private volatile Harm harm = Harm.NONE;
    private @Nullable Process agent;

    /// Whether the state folder is a file system of its own that can be filled.
    private boolean small;

    /// What goes wrong.
    private enum Harm {
        NONE,
        AGENT_KILLED,
        AGENT_STOPPED,
        SERVER_AWAY,
        ACKNOWLEDGEMENT_LOST,
        POST_TWICE,
        POST_LATE,
        HALF_OPEN,
        SERVER_OVERLOADED,
        CLOCK_AHEAD,
        CLOCK_BEHIND,
        TORN_WRITE,
        DISK_FULL
    }

    static LongStream seeds() {
        String one = System.getProperty("durability.seed");
        if (one != null) {
            return LongStream.of(Long.parseLong(one));
        }
        return new Random().longs(Integer.getInteger("durability.seeds", 2), 0, 1_000_000);
    }

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Path state = Files.createDirectories(folder.resolve("state"));
        small = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", state.toString()) == 0;
        platform.start();
        platform.answer(this::answer);
        Files.writeString(folder.resolve("clock"), "0");
        Files.writeString(folder.resolve("agent.yaml"), """
                server: {url: "%s"}
                node: {name: app-1}
                state-dir: %s
                interval: 1s
                health-interval: 1s
                """.formatted(platform.url(), state));
        Enroller.enrol(AgentConfig.load(folder.resolve("agent.yaml")), "one-use", "0.1.0");
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        kill();
        platform.stop();
        var _ = run("umount", "-l", folder.resolve("state").toString());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyReportIsStoredOnceOrItsLossIsTold(long seed) throws IOException, InterruptedException {
        LOG.log(System.Logger.Level.WARNING, "durability seed={0}", Long.toString(seed));
        Random random = new Random(seed);
        List<Harm> played = new ArrayList<>();
        List<Harm> harms = new ArrayList<>(harms());
        java.util.Collections.shuffle(harms, random);
        launch();
        for (int round = 0; round < ROUNDS; round++) {
            Harm next = harms.get(round % harms.size());
            played.add(next);
            play(seed, next, Duration.ofMillis(200 + random.nextInt(500)), random);
            pause(Duration.ofMillis(100 + random.nextInt(200)));
        }
        heal();
        int floor = awaitSettled(seed, played);
        kill();

        assertThat(changed)
                .as("seed %d, played %s: numbers under which two reports came", seed, played)
                .isEmpty();
        assertThat(history().faults(floor))
                .as("seed %d, played %s", seed, played)
                .isEmpty();
        assertThat(floor).isGreaterThan(50);
        assertThat(again).as("reports that came again").hasPositiveValue();
    }

    private Set<Harm> harms() {
        return EnumSet.complementOf(small ? EnumSet.of(Harm.NONE) : EnumSet.of(Harm.NONE, Harm.DISK_FULL));
    }

    @Test
    void fullDiskIsAmongTheHarms() {
        assumeTrue(small, "not root: no small file system can be mounted, so histories are played without DISK_FULL");

        assertThat(harms()).contains(Harm.DISK_FULL);
    }

    /// Waits until all that was produced so far is stored or told as lost; returns how many that are.
    private int awaitSettled(long seed, List<Harm> played) throws IOException {
        int floor = produced().size();
        await().atMost(DRAINED)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(history().lost(floor))
                        .as("seed %d, played %s: neither stored nor told as lost", seed, played)
                        .isEmpty());
        return floor;
    }

    private void play(long seed, Harm next, Duration length, Random random) throws IOException, InterruptedException {
        switch (next) {
            case NONE -> pause(length);
            case AGENT_KILLED -> {
                kill();
                launch();
            }
            case AGENT_STOPPED -> {
                signal("STOP");
                pause(length);
                signal("CONT");
            }
            case SERVER_AWAY -> {
                platform.stop();
                pause(length);
                platform.start();
            }
            case ACKNOWLEDGEMENT_LOST, POST_TWICE, HALF_OPEN, SERVER_OVERLOADED -> {
                harm = next;
                pause(length);
                harm = Harm.NONE;
            }
            case POST_LATE -> {
                harm = next;
                pause(length);
                harm = Harm.NONE;
                pause(length);
                arriveLate(random);
            }
            case CLOCK_AHEAD -> Files.writeString(folder.resolve("clock"), "3600000");
            case CLOCK_BEHIND -> Files.writeString(folder.resolve("clock"), "-3600000");
            case TORN_WRITE -> {
                platform.stop();
                pause(length);
                kill();
                tear(1 + random.nextInt(40));
                platform.start();
                launch();
            }
            case DISK_FULL -> {
                Path filler = folder.resolve("state").resolve("filler");
                platform.stop();
                fill(filler);
                pause(length);
                Files.deleteIfExists(filler);
                platform.start();
                // What was kept in memory meanwhile would die with the process, which is no secret: see Spool.
                awaitSettled(seed, List.of(next));
            }
        }
    }

    private void heal() {
        harm = Harm.NONE;
    }

    /// Stores as the server does, whatever becomes of the answer.
    private MockResponse answer(Report report) {
        Harm now = harm;
        if (now == Harm.SERVER_OVERLOADED) {
            return FakePlatform.refusal(503, "OVERLOADED", "too many reports wait");
        }
        if (now == Harm.POST_LATE) {
            late.add(report);
            return noAnswer();
        }
        store(report);
        if (now == Harm.POST_TWICE) {
            store(report);
        }
        return switch (now) {
            case ACKNOWLEDGEMENT_LOST -> noAnswer();
            case HALF_OPEN ->
                platform.receipt(report)
                        .newBuilder()
                        .headersDelay(400, TimeUnit.MILLISECONDS)
                        .build();
            default -> platform.receipt(report);
        };
    }

    private static MockResponse noAnswer() {
        return new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
    }

    private void store(Report report) {
        ReportHistory.Key number = number(report);
        Report before = storedByNumber.putIfAbsent(number, report);
        if (before == null) {
            gaps.addAll(report.gaps());
            return;
        }
        again.incrementAndGet();
        if (!Json.text(before).equals(Json.text(report))) {
            changed.add(number);
        }
    }

    private static ReportHistory.Key number(Report report) {
        return new ReportHistory.Key(report.boot(), report.seq());
    }

    /// What was under way comes in, in any order, most of it after what was sent for it again.
    private void arriveLate(Random random) {
        List<Report> arriving = new ArrayList<>();
        for (Report report = late.poll(); report != null; report = late.poll()) {
            arriving.add(report);
        }
        java.util.Collections.shuffle(arriving, random);
        arriving.forEach(this::store);
    }

    private List<String> produced() throws IOException {
        Path history = folder.resolve("history");
        if (Files.notExists(history)) {
            return List.of();
        }
        String text = Files.readString(history);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private ReportHistory history() throws IOException {
        // What is told is read before what was made: nobody makes a report after it is stored.
        List<Gap> told = List.copyOf(gaps);
        List<ReportHistory.Kept> kept = storedByNumber.values().stream()
                .map(report -> new ReportHistory.Kept(
                        number(report), report.collectedAt(), report.samples().size()))
                .toList();
        List<ReportHistory.Made> made = produced().stream()
                .map(line -> line.split(" ", -1))
                .map(parts -> new ReportHistory.Made(
                        new ReportHistory.Key(parts[0], Long.parseLong(parts[1])), Instant.parse(parts[2])))
                .toList();
        return new ReportHistory(made, kept, told);
    }

    private void launch() throws IOException {
        agent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReportingMain.class.getName(),
                        folder.resolve("agent.yaml").toString(),
                        folder.resolve("history").toString(),
                        folder.resolve("clock").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("agent.log").toFile()))
                .start();
        int before = size();
        await().atMost(Duration.ofSeconds(30)).until(() -> size() > before);
    }

    private int size() throws IOException {
        return produced().size();
    }

    private void kill() throws InterruptedException {
        Process running = agent;
        if (running != null) {
            running.destroyForcibly().waitFor();
            agent = null;
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process running = agent;
        if (running != null) {
            var _ = run("kill", "-" + name, Long.toString(running.pid()));
        }
    }

    /// Cuts the end of the newest segment, as a power failure may.
    private void tear(int bytes) throws IOException {
        Optional<Path> last;
        try (Stream<Path> files = Files.list(folder.resolve("state").resolve("spool"))) {
            last = files.filter(Segment::isSegment).sorted().reduce((_, next) -> next);
        }
        if (last.isPresent()) {
            FileTime written = Files.getLastModifiedTime(last.get());
            try (FileChannel channel = FileChannel.open(last.get(), StandardOpenOption.WRITE)) {
                channel.truncate(Math.max(0, channel.size() - bytes));
            }
            // A real clock that is off is off for files, too.
            long off = Long.parseLong(Files.readString(folder.resolve("clock")));
            Files.setLastModifiedTime(last.get(), FileTime.fromMillis(written.toMillis() + off));
        }
    }

    private static void fill(Path filler) {
        try {
            byte[] block = new byte[64 << 10];
            for (int i = 0; i < 128; i++) {
                Files.write(filler, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the disk is full");
        }
    }

    private static void pause(Duration length) throws InterruptedException {
        new io.dotmac.agent.pace.Wake().await(length);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
