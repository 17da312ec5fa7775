package io.dotmac.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dotmac.agent.config.SpoolConfig;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final SpoolConfig USUAL = new SpoolConfig(64 << 20, Duration.ofHours(24));

    @TempDir
    Path folder;

    @Test
    void reportsComeBackInOrderAfterARestart() {
        try (Spool spool = spool(folder)) {
            append(spool, 1, 2, 3);
        }

        try (Spool spool = spool(folder)) {
            assertThat(drain(spool)).containsExactly(1L, 2L, 3L);
            assertThat(spool.isEmpty()).isTrue();
        }
    }

    @Test
    void acknowledgedReportsDoNotComeBack() {
        try (Spool spool = spool(folder)) {
            List<Position> positions = append(spool, 1, 2, 3);
            spool.acknowledge(positions.get(0));
            spool.acknowledge(positions.get(1));
        }

        try (Spool spool = spool(folder)) {
            assertThat(drain(spool)).containsExactly(3L);
        }
    }

    @Test
    void newestMayBeAcknowledgedFirst() {
        try (Spool spool = spool(folder)) {
            List<Position> positions = append(spool, 1, 2, 3);

            spool.acknowledge(positions.get(2));

            assertThat(spool.isPending(positions.get(2))).isFalse();
            assertThat(drain(spool)).containsExactly(1L, 2L);
            assertThat(spool.isEmpty()).isTrue();
        }
    }

    @Test
    void spoolOfADrainedAgentStaysSmall() throws IOException {
        try (Spool spool = spool(folder)) {
            for (long seq = 1; seq <= 400; seq++) {
                spool.acknowledge(spool.append(Reports.regular("b", seq, 2_000), false));
            }
        }

        assertThat(bytes(folder)).isLessThan(2 << 20);
    }

    @Test
    void tornTailIsCutOffWhereverItTore() throws IOException {
        Path whole = folder.resolve("whole");
        try (Spool spool = spool(whole)) {
            append(spool, 1, 2, 3);
        }
        Path segment = segments(whole).getFirst();
        long lastRecord = Frame.encode(Reports.change("b", 3)).limit();
        long start = Files.size(segment) - lastRecord;

        for (long kept = 1; kept < lastRecord; kept++) {
            Path torn = folder.resolve("torn-" + kept);
            Files.createDirectories(torn);
            Path copy = Files.copy(segment, torn.resolve(segment.getFileName()));
            try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
                file.setLength(start + kept);
            }

            try (Spool spool = spool(torn)) {
                assertThat(spool.gaps())
                        .as("torn after %d bytes", kept)
                        .singleElement()
                        .satisfies(gap -> {
                            assertThat(gap.cause()).isEqualTo("torn record");
                            assertThat(gap.firstSeq()).isEqualTo(3);
                        });
                append(spool, 4);
                assertThat(drain(spool)).containsExactly(1L, 2L, 4L);
            }
        }
    }

    @Test
    void gapOfATornRecordEndsWhenItWasWrittenNotWhenItIsFound() throws IOException {
        Instant written = Reports.AT.plusSeconds(5);
        try (Spool spool = spool(folder)) {
            append(spool, 1, 2, 3);
        }
        Path segment = segments(folder).getFirst();
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.setLength(file.length() - 1);
        }
        Files.setLastModifiedTime(segment, FileTime.from(written));

        try (Spool spool = spool(folder)) {
            assertThat(spool.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.from()).isEqualTo(Reports.AT.plusSeconds(2));
                assertThat(gap.to()).isEqualTo(written);
            });
        }
    }

    @Test
    void flippedBitIsNoticed() throws IOException {
        try (Spool spool = spool(folder)) {
            append(spool, 1, 2);
        }
        Path segment = segments(folder).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 5] ^= 0x10;
        Files.write(segment, bytes);

        try (Spool spool = spool(folder)) {
            assertThat(drain(spool)).containsExactly(1L);
            assertThat(spool.gaps()).hasSize(1);
        }
    }

    @Test
    void fullSpoolGivesUpTheOldestSamplesAndKeepsChanges() throws IOException {
        SpoolConfig small = new SpoolConfig(3 << 20, Duration.ofHours(24));
        List<Long> produced = LongStream.rangeClosed(1, 600).boxed().toList();
        try (Spool spool = new Spool(folder, small, clock(Reports.AT))) {
            for (long seq : produced) {
                spool.append(isChange(seq) ? Reports.change("b", seq) : Reports.regular("b", seq, 1_000), false);
            }
            assertThat(bytes(folder)).isLessThanOrEqualTo(small.maxBytes() + 4096);
            List<Gap> gaps = spool.gaps();

            List<Report> reports = drainReports(spool);
            List<Long> left = reports.stream().map(Report::seq).toList();

            assertThat(left).isSorted().contains(600L);
            assertThat(left)
                    .containsAll(produced.stream().filter(SpoolTest::isChange).toList());
            assertThat(produced)
                    .allSatisfy(seq -> assertThat(left.contains(seq) || covered(gaps, seq))
                            .as("report %d is kept or told as lost", seq)
                            .isTrue());
            assertThat(gaps.stream().mapToLong(Gap::samples).sum())
                    .isEqualTo(1_000L
                                    * produced.stream()
                                            .filter(seq -> !isChange(seq))
                                            .count()
                            - samples(reports));
        }
    }

    @Test
    void changeThatCameWithSamplesOutlivesThem() throws IOException {
        SpoolConfig small = new SpoolConfig(3 << 20, Duration.ofHours(24));
        try (Spool spool = new Spool(folder, small, clock(Reports.AT))) {
            for (long seq = 1; seq <= 600; seq++) {
                Report report = Reports.regular("b", seq, 1_000);
                spool.append(seq >= 20 && seq < 40 ? Reports.down(report) : report, false);
            }

            List<Gap> gaps = spool.gaps();
            List<Report> emptied = drainReports(spool).stream()
                    .filter(report -> report.samples().size() == 0)
                    .toList();

            assertThat(emptied).extracting(Report::seq).containsExactly(1L, 20L, 40L);
            assertThat(emptied).noneMatch(Report::full);
            assertThat(emptied)
                    .extracting(report -> report.dependencies().getFirst().health())
                    .containsExactly(Health.UP, Health.DOWN, Health.UP);
            assertThat(covered(gaps, 20)).as("its samples are told as lost").isTrue();
        }
    }

    @Test
    void reportsThatAreTooOldAreGivenUp() {
        try (Spool spool = spool(folder)) {
            for (long seq = 1; seq <= 120; seq++) {
                spool.append(Reports.regular("b", seq, 1_000), false);
            }
        }

        try (Spool spool = new Spool(folder, USUAL, clock(Reports.AT.plus(Duration.ofHours(25))))) {
            append(spool, 90_000);

            assertThat(spool.gaps())
                    .isNotEmpty()
                    .allSatisfy(gap -> assertThat(gap.cause()).isEqualTo("too old"));
            assertThat(drain(spool)).endsWith(90_000L).doesNotContain(1L);
        }
    }

    @Test
    void gapsSurviveUntilTheyAreTold() {
        Gap gap = new Gap(Reports.AT, Reports.AT, 7, 9, 30, "spool full");
        try (Spool spool = spool(folder)) {
            spool.lost(withGap(Reports.change("b", 9), gap), "refused by the server: 400");
        }

        try (Spool spool = spool(folder)) {
            assertThat(spool.gaps()).contains(gap).hasSize(2);
            spool.append(withGap(Reports.change("c", 1), gap), false);
            assertThat(spool.gaps()).hasSize(1).doesNotContain(gap);
        }
    }

    @Test
    void tornRecordThatIsTheFirstOfAllLeavesNoGapSince1970() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("%016d.seg".formatted(2)), new byte[] {0, 0, 1, 0, 7});

        try (Spool spool = spool(folder)) {
            assertThat(spool.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo("torn record");
                assertThat(gap.from()).isAfter(Clock.systemUTC().instant().minusSeconds(60));
                assertThat(gap.boot()).isEmpty();
            });
        }
    }

    @Test
    void tornRecordThatIsTheFirstOfAFileFollowsTheLastOfTheFileBefore() throws IOException {
        try (Spool spool = spool(folder)) {
            append(spool, 1, 2);
        }
        Files.write(folder.resolve("%016d.seg".formatted(900)), new byte[] {0, 0, 1, 0, 7});

        try (Spool spool = spool(folder)) {
            assertThat(spool.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.from()).isEqualTo(Reports.AT.plusSeconds(2));
                assertThat(gap.firstSeq()).isEqualTo(3);
                assertThat(gap.boot()).contains("b");
            });
        }
    }

    @Test
    void gapsOfTwoBootsStayApart() {
        try (Spool spool = spool(folder)) {
            spool.lost(Reports.change("one", 5), "refused by the server: 400");
            spool.lost(Reports.change("two", 5), "refused by the server: 400");
            for (long seq = 10; seq < 250; seq++) {
                spool.lost(Reports.change(seq % 2 == 0 ? "one" : "two", seq), "refused by the server: 400");
            }
        }

        try (Spool spool = spool(folder)) {
            assertThat(spool.gaps()).hasSizeLessThanOrEqualTo(100);
            assertThat(spool.gaps().stream()
                            .filter(gap -> gap.boot().isPresent())
                            .filter(gap -> gap.firstSeq() != gap.lastSeq()))
                    .allSatisfy(gap -> assertThat(gap.boot()).isPresent());
            assertThat(spool.gaps()).extracting(Gap::boot).contains(Optional.of("one"), Optional.of("two"));
        }
    }

    @Test
    void gapOfAnOldAgentNamesNoBoot() {
        Gap read = Json.read("""
                {"from":"2026-03-20T10:00:00Z","to":"2026-03-20T10:00:00Z","first_seq":7,"last_seq":9,"samples":30,
                 "cause":"spool full"}
                """.getBytes(StandardCharsets.UTF_8), Gap.class);

        assertThat(read).isEqualTo(new Gap(Reports.AT, Reports.AT, 7, 9, 30, "spool full"));
    }

    @Test
    void gapThatTravelsInMemoryIsNotForgottenByACrash() throws IOException {
        Gap gap = new Gap(Reports.AT, Reports.AT, 7, 9, 30, "spool full", Optional.of("a"));
        Files.writeString(folder.resolve("gaps.json"), Json.text(List.of(gap)));
        Path obstacle = folder.resolve("%016d.seg".formatted(2));
        try (Spool spool = spool(folder)) {
            Files.createDirectory(obstacle);
            assertThat(spool.gaps()).containsExactly(gap);

            spool.append(withGap(Reports.change("b", 1), gap), false);

            assertThat(spool.trouble()).isPresent();
            assertThat(spool.gaps()).as("told once").isEmpty();
        }
        Files.delete(obstacle);

        try (Spool spool = spool(folder)) {
            assertThat(spool.gaps()).containsExactly(gap);
            spool.append(withGap(Reports.change("c", 1), gap), false);
        }
        try (Spool spool = spool(folder)) {
            assertThat(spool.gaps()).isEmpty();
        }
    }

    @Test
    void whatWasKeptInMemoryGoesToTheDiskThatIsBack() throws IOException {
        Path late = Files.writeString(folder.resolve("late"), "");
        List<Position> held;
        try (Spool spool = new Spool(late, USUAL, clock(Reports.AT))) {
            held = append(spool, 1, 2, 3);
            Files.delete(late);

            append(spool, 4);

            assertThat(spool.trouble()).isEmpty();
            assertThat(spool.isPending(held.get(1))).isTrue();
            spool.acknowledge(held.get(1));
            assertThat(spool.isPending(held.get(1))).isFalse();
            spool.acknowledge(held.get(0));
        }

        try (Spool spool = new Spool(late, USUAL, clock(Reports.AT))) {
            assertThat(drain(spool)).containsExactly(3L, 4L);
            assertThat(spool.gaps()).isEmpty();
        }
    }

    @Test
    void spoolThatCannotBeOpenedLeavesNoFileOpen() throws IOException {
        try (Spool spool = spool(folder)) {
            append(spool, 1);
        }
        Files.createDirectory(folder.resolve("%016d.seg".formatted(900)));
        try (Spool spool = spool(folder)) {
            long before = openFiles();

            append(spool, 2, 3, 4, 5, 6, 7, 8, 9);

            assertThat(spool.trouble()).isPresent();
            assertThat(openFiles()).isLessThan(before + 4);
        }
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void diskThatTakesNothingLeavesReportsInMemory() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");

        try (Spool spool = new Spool(notAFolder, USUAL, clock(Reports.AT))) {
            append(spool, 1, 2);

            assertThat(spool.trouble())
                    .hasValueSatisfying(text -> assertThat(text).contains("cannot be written"));
            assertThat(drain(spool)).containsExactly(1L, 2L);
        }
    }

    @Test
    void fullDiskIsOutlivedInMemoryAndLeftAgain() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()), "mounting needs root");
        try (Spool spool = new Spool(disk.resolve("spool"), USUAL, clock(Reports.AT))) {
            Path ballast = disk.resolve("ballast");
            Files.write(ballast, new byte[900 << 10]);
            List<Long> produced = LongStream.rangeClosed(1, 400).boxed().toList();
            for (long seq : produced) {
                spool.append(Reports.regular("b", seq, 1_000), false);
            }
            assertThat(spool.trouble()).isPresent();
            Files.delete(ballast);

            append(spool, 401);

            assertThat(spool.trouble()).isEmpty();
            List<Gap> gaps = spool.gaps();
            List<Long> left = drain(spool);
            assertThat(left).isSorted().contains(400L, 401L).doesNotHaveDuplicates();
            assertThat(gaps)
                    .isNotEmpty()
                    .allSatisfy(gap -> assertThat(gap.cause()).isEqualTo("disk full"));
            assertThat(produced)
                    .allSatisfy(seq ->
                            assertThat(left.contains(seq) || covered(gaps, seq)).isTrue());
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void tenthOfTheDiskIsLeftToOthers() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", disk.toString()), "mounting needs root");
        try (Spool spool = new Spool(disk.resolve("spool"), USUAL, clock(Reports.AT))) {
            Path ballast = Files.write(disk.resolve("ballast"), new byte[9 << 20]);
            List<Long> produced = LongStream.rangeClosed(1, 1_000).boxed().toList();
            for (long seq : produced) {
                spool.append(Reports.regular("b", seq, 1_000), false);
                assertThat(disk.toFile().getUsableSpace())
                        .as("free after report %d", seq)
                        .isGreaterThanOrEqualTo(disk.toFile().getTotalSpace() / 10);
            }
            assertThat(bytes(disk.resolve("spool")))
                    .as("what may be used is used")
                    .isGreaterThan(6 << 20);

            long more = disk.toFile().getUsableSpace() - (200 << 10);
            Files.write(ballast, new byte[(int) more], StandardOpenOption.APPEND);
            append(spool, 1_001);

            assertThat(disk.toFile().getUsableSpace())
                    .as("it makes room for others who came later")
                    .isGreaterThanOrEqualTo(disk.toFile().getTotalSpace() / 10);
            assertThat(spool.trouble()).isEmpty();
            List<Gap> gaps = spool.gaps();
            List<Long> left = drain(spool);
            assertThat(left).isSorted().contains(1_000L, 1_001L);
            assertThat(gaps)
                    .isNotEmpty()
                    .allSatisfy(gap -> assertThat(gap.cause()).isEqualTo("disk nearly full"));
            assertThat(produced)
                    .allSatisfy(seq -> assertThat(left.contains(seq) || covered(gaps, seq))
                            .as("report %d is kept or told as lost", seq)
                            .isTrue());
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void changesOutliveADiskWithoutRoomForWhatIsToBeKeptOfAFile() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()), "mounting needs root");
        try (Spool spool = new Spool(disk.resolve("spool"), USUAL, clock(Reports.AT))) {
            List<Long> produced = LongStream.rangeClosed(1, 900).boxed().toList();
            for (long seq : produced) {
                spool.append(isChange(seq) ? Reports.change("b", seq) : Reports.regular("b", seq, 2_000), false);
            }
            List<Gap> gaps = spool.gaps();
            List<Report> reports = drainReports(spool);
            List<Long> left = reports.stream().map(Report::seq).toList();

            assertThat(left).isSorted().contains(900L).doesNotHaveDuplicates();
            assertThat(left)
                    .as("what changed stays of files whose samples were given up")
                    .contains(10L, 20L, 30L);
            assertThat(produced)
                    .allSatisfy(seq -> assertThat(left.contains(seq) || covered(gaps, seq))
                            .as("report %d is kept or told as lost", seq)
                            .isTrue());
            assertThat(gaps.stream().mapToLong(Gap::samples).sum())
                    .as("each is told as lost once")
                    .isEqualTo(2_000L
                                    * produced.stream()
                                            .filter(seq -> !isChange(seq))
                                            .count()
                            - samples(reports));
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void fileThatWasNotReplacedToTheEndIsStillWhole() throws IOException {
        try (Spool spool = spool(folder)) {
            append(spool, 1, 2, 3);
        }
        Path whole = segments(folder).getFirst();
        long number = Long.parseLong(whole.getFileName().toString().replace(".seg", ""));
        Files.write(folder.resolve("%016d.seg".formatted(number + 1)), new byte[] {1, 2, 3});

        try (Spool spool = spool(folder)) {
            assertThat(spool.gaps()).isEmpty();
            assertThat(drain(spool)).containsExactly(1L, 2L, 3L);
        }
        assertThat(segments(folder)).hasSize(1);
    }

    @Test
    void recordThatThisVersionCannotReadIsToldAndPassed() throws IOException {
        try (Spool spool = spool(folder)) {
            append(spool, 1, 2);
        }
        Path segment = segments(folder).getFirst();
        ByteBuffer strange =
                Frame.encode("{\"of\": \"another version\"}".getBytes(StandardCharsets.UTF_8), 3, Reports.AT);
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.APPEND)) {
            file.write(strange);
        }

        try (Spool spool = spool(folder)) {
            append(spool, 4);
            assertThat(drain(spool)).containsExactly(1L, 2L, 4L);
            assertThat(spool.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.firstSeq()).isEqualTo(3);
                assertThat(gap.cause()).isEqualTo("unreadable record");
            });
        }
    }

    @Test
    void interruptWhileItWritesDoesNotEndIt() {
        try (Spool spool = spool(folder)) {
            append(spool, 1);
            Thread.currentThread().interrupt();
            append(spool, 2);
            assertThat(Thread.interrupted()).isTrue();

            append(spool, 3);

            assertThat(spool.trouble()).isEmpty();
            assertThat(drain(spool)).containsExactlyInAnyOrder(1L, 2L, 3L);
        }
    }

    @Test
    void killedProcessLosesNothingThatItKept() throws Exception {
        Path said = folder.resolve("said");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolWriterMain.class.getName(),
                        folder.toString())
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> lastLine(said) >= 300);
        } finally {
            writer.destroyForcibly().waitFor();
        }
        long kept = lastLine(said);

        try (Spool spool = spool(folder)) {
            assertThat(drain(spool))
                    .containsAll(LongStream.rangeClosed(1, kept).boxed().toList())
                    .doesNotHaveDuplicates();
        }
    }

    /// The number on the last whole line.
    private static long lastLine(Path file) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1);
        return lines.length < 2 ? 0 : Long.parseLong(lines[lines.length - 2]);
    }

    private static boolean isChange(long seq) {
        return seq % 10 == 0;
    }

    private static boolean covered(List<Gap> gaps, long seq) {
        return gaps.stream().anyMatch(gap -> gap.firstSeq() <= seq && seq <= gap.lastSeq());
    }

    private static Report withGap(Report report, Gap gap) {
        return new Report(
                report.boot(),
                report.seq(),
                report.collectedAt(),
                report.monotonicMillis(),
                report.full(),
                report.intervalMillis(),
                report.agentVersion(),
                Optional.empty(),
                Optional.empty(),
                report.dependencies(),
                report.replication(),
                report.samples(),
                List.of(gap));
    }

    private static Spool spool(Path folder) {
        return new Spool(folder, USUAL, clock(Reports.AT));
    }

    private static Clock clock(Instant at) {
        return Clock.fixed(at, ZoneOffset.UTC);
    }

    private static List<Position> append(Spool spool, long... seqs) {
        return LongStream.of(seqs)
                .mapToObj(seq -> spool.append(Reports.change("b", seq), true))
                .toList();
    }

    private static List<Long> drain(Spool spool) {
        return drainReports(spool).stream().map(Report::seq).toList();
    }

    private static List<Report> drainReports(Spool spool) {
        List<Report> reports = new ArrayList<>();
        for (Optional<Spool.Entry> next = spool.oldest(); next.isPresent(); next = spool.oldest()) {
            reports.add(next.get().report());
            spool.acknowledge(next.get().position());
        }
        return reports;
    }

    private static long samples(List<Report> reports) {
        return reports.stream().mapToLong(report -> report.samples().size()).sum();
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Segment::isSegment).sorted().toList();
        }
    }

    private static long bytes(Path folder) throws IOException {
        long sum = 0;
        for (Path segment : segments(folder)) {
            sum += Files.size(segment);
        }
        return sum;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
