package io.dotmac.agent.link;

import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The spool's files: appended at the end, read from a cursor, given up from the front. Used under the spool's lock.
///
/// Acknowledged records ahead of the cursor are remembered in memory only: after a crash they are sent again, which
/// the server tells by their numbers.
final class Segments implements AutoCloseable {
    private static final long SEGMENT_BYTES = 1 << 20;
    private static final long ROLL_WHEN_EMPTY_BYTES = 256 << 10;

    private final Path folder;
    private final GapLedger ledger;
    private final TreeMap<Long, Segment> byNumber = new TreeMap<>();
    private final Set<Position> acknowledged = new HashSet<>();
    private final KeptStates states = new KeptStates();
    private final FileChannel cursorFile;
    private Position cursor;

    private Segments(Path folder, GapLedger ledger, FileChannel cursorFile) {
        this.folder = folder;
        this.ledger = ledger;
        this.cursorFile = cursorFile;
        this.cursor = new Position(0, 0);
    }

    /// Opens what an earlier life left. Where that fails, nothing stays open: it is tried again with each report.
    static Segments open(Path folder, GapLedger ledger) throws IOException {
        Files.createDirectories(folder);
        Segments segments = new Segments(
                folder,
                ledger,
                FileChannel.open(
                        folder.resolve("cursor"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
        try {
            segments.load();
            return segments;
        } catch (IOException | RuntimeException e) {
            segments.close();
            throw e;
        }
    }

    private void load() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(Segment::isSegment).sorted().toList();
        }
        for (Path file : files) {
            if (Segment.isLeftOver(file)) {
                Files.delete(file);
            } else {
                adopt(file);
            }
        }
        cursor = readCursor();
        dropPassed();
    }

    private void adopt(Path file) throws IOException {
        // Cutting off what is torn counts as writing.
        Instant written = Files.getLastModifiedTime(file).toInstant();
        Segment segment = Segment.open(file);
        Segment before = byNumber.isEmpty() ? null : byNumber.lastEntry().getValue();
        byNumber.put(segment.number(), segment);
        if (segment.repair()) {
            tellTorn(segment.records() > 0 || before == null ? segment : before, written);
        }
    }

    /// What is missing begins where the last good record ends, which may lie in the file before.
    private void tellTorn(Segment good, Instant written) throws IOException {
        Instant last = good.records() > 0 ? Instant.ofEpochMilli(good.lastMillis()) : written;
        Instant to = written.isBefore(last) ? last : written;
        long seq = good.lastSeq() + 1;
        ByteBuffer record = good.last();
        Optional<String> boot =
                record == null ? Optional.empty() : Frame.readable(record).map(Report::boot);
        ledger.add(new Gap(last, to, seq, seq, 0, "torn record", boot));
    }

    private Position readCursor() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
        int read = cursorFile.read(bytes, 0);
        Position start = new Position(byNumber.isEmpty() ? 0 : byNumber.firstKey(), 0);
        if (read < bytes.capacity()) {
            return start;
        }
        Position kept = new Position(bytes.getLong(0), bytes.getLong(8));
        Segment segment = byNumber.get(kept.segment());
        boolean usable = segment != null && (kept.offset() == segment.size() || segment.read(kept.offset()) != null);
        if (usable) {
            return kept;
        }
        // The cursor's file is gone: all before it were acknowledged, all after it were not.
        Long next = byNumber.ceilingKey(kept.segment());
        return segment != null || next == null ? start : new Position(next, 0);
    }

    private void moveCursor(Position position) throws IOException {
        cursor = position;
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
        bytes.putLong(position.segment()).putLong(position.offset()).flip();
        cursorFile.write(bytes, 0);
    }

    Position append(ByteBuffer record, boolean durable) throws IOException {
        Segment last = byNumber.isEmpty() ? null : byNumber.lastEntry().getValue();
        boolean full = last != null && last.size() > 0 && last.size() + record.limit() > SEGMENT_BYTES;
        boolean drained = last != null && last.size() > ROLL_WHEN_EMPTY_BYTES && !hasPending();
        if (last == null || full || drained || last.stripped()) {
            last = create(last == null ? cursor.segment() : last.number());
        }
        return new Position(last.number(), last.append(record, durable));
    }

    private Segment create(long after) throws IOException {
        // Even, and beyond all that were.
        long number = (after / 2 + 1) * 2;
        Segment created = Segment.create(folder, number);
        byNumber.put(number, created);
        dropPassed();
        return created;
    }

    /// Moves the cursor over what was acknowledged and deletes the files it left behind.
    private void dropPassed() throws IOException {
        while (true) {
            Segment segment = byNumber.get(cursor.segment());
            if (segment != null && cursor.offset() < segment.size()) {
                if (!acknowledged.remove(cursor)) {
                    return;
                }
                ByteBuffer record = segment.read(cursor.offset());
                long step = record == null
                        ? segment.size() - cursor.offset()
                        : Frame.header(record).recordLength();
                moveCursor(new Position(cursor.segment(), cursor.offset() + step));
                continue;
            }
            Long next = byNumber.higherKey(cursor.segment());
            if (next == null) {
                return;
            }
            moveCursor(new Position(next, 0));
            if (segment != null) {
                byNumber.remove(segment.number());
                segment.delete();
            }
        }
    }

    /// The oldest report that is not acknowledged. One that another version of the agent wrote and this one cannot read
    /// becomes a gap.
    Spool.@Nullable Entry oldest() throws IOException {
        while (true) {
            Segment segment = byNumber.get(cursor.segment());
            ByteBuffer record = segment == null ? null : segment.read(cursor.offset());
            if (record == null) {
                return null;
            }
            Optional<Report> report = Frame.readable(record);
            if (report.isPresent()) {
                return new Spool.Entry(cursor, report.get());
            }
            tellUnreadable(record);
            acknowledge(cursor);
        }
    }

    private void tellUnreadable(ByteBuffer record) {
        Frame.Header header = Frame.header(record);
        Instant at = Instant.ofEpochMilli(header.millis());
        ledger.add(new Gap(at, at, header.seq(), header.seq(), 0, "unreadable record"));
    }

    boolean hasPending() {
        Segment segment = byNumber.get(cursor.segment());
        boolean here = segment != null && cursor.offset() < segment.size();
        return here || (byNumber.higherKey(cursor.segment()) != null && pendingBytes() > 0);
    }

    boolean isPending(Position position) {
        boolean passed = position.segment() < cursor.segment()
                || (position.segment() == cursor.segment() && position.offset() < cursor.offset());
        return !passed && byNumber.containsKey(position.segment()) && !acknowledged.contains(position);
    }

    void acknowledge(Position position) throws IOException {
        if (isPending(position)) {
            acknowledged.add(position);
            dropPassed();
        }
    }

    long bytes() {
        return byNumber.values().stream().mapToLong(Segment::size).sum();
    }

    long pendingBytes() {
        return byNumber.tailMap(cursor.segment(), true).values().stream()
                .mapToLong(segment -> segment.number() == cursor.segment()
                        ? Math.max(0, segment.size() - cursor.offset())
                        : segment.size())
                .sum();
    }

    /// Gives up the oldest samples, then the oldest records, until no more than `most` bytes are left.
    void shrinkTo(long most, String cause) throws IOException {
        while (bytes() > most && byNumber.size() > 1) {
            Segment victim = null;
            for (Segment segment : byNumber.headMap(byNumber.lastKey()).values()) {
                if (!segment.stripped()) {
                    victim = segment;
                    break;
                }
            }
            if (victim == null) {
                giveUp(byNumber.firstEntry().getValue(), cause);
            } else {
                strip(victim, cause);
            }
        }
    }

    /// Gives up files whose newest record is older than `limit`.
    void dropOlderThan(Instant limit) throws IOException {
        while (byNumber.size() > 1) {
            Segment oldest = byNumber.firstEntry().getValue();
            if (oldest.size() > 0 && oldest.lastMillis() >= limit.toEpochMilli()) {
                return;
            }
            giveUp(oldest, "too old");
        }
    }

    private void giveUp(Segment segment, String cause) throws IOException {
        tellLost(pendingOf(segment), cause);
        replace(segment, List.of(), cause);
    }

    /// Keeps what changed and gives up the samples, and regular reports that tell nothing else.
    private void strip(Segment segment, String cause) throws IOException {
        List<Report> changes = new ArrayList<>();
        List<Report> emptied = new ArrayList<>();
        List<Report> lost = new ArrayList<>();
        for (Report report : pendingOf(segment)) {
            Optional<Report> changed = states.of(report);
            if (!report.full() && report.samples().size() == 0) {
                changes.add(report);
            } else if (changed.isPresent()) {
                changes.add(changed.get());
                emptied.add(report);
            } else {
                lost.add(report);
            }
        }
        Losses.of(lost, emptied, changes, cause).forEach(ledger::add);
        replace(segment, changes, cause);
    }

    /// On a disk without room for both files the old one goes first.
    private void replace(Segment segment, List<Report> kept, String cause) throws IOException {
        long number = segment.number();
        Segment smaller = kept.isEmpty() ? null : written(number + 1, kept);
        byNumber.remove(number);
        acknowledged.removeIf(position -> position.segment() == number);
        segment.delete();
        if (smaller == null && !kept.isEmpty()) {
            smaller = written(number + 1, kept);
        }
        if (smaller == null) {
            tellLost(kept, cause);
        } else {
            byNumber.put(smaller.number(), smaller);
        }
        if (cursor.segment() <= number) {
            moveCursor(new Position(byNumber.isEmpty() ? number + 2 : byNumber.firstKey(), 0));
        }
    }

    /// `null` where the disk takes no more; then nothing of it is left.
    private @Nullable Segment written(long number, List<Report> reports) throws IOException {
        Segment segment = null;
        try {
            segment = Segment.create(folder, number);
            for (Report report : reports) {
                segment.append(Frame.encode(report), false);
            }
            return segment;
        } catch (IOException e) {
            if (segment != null) {
                segment.delete();
            }
            return null;
        }
    }

    private List<Report> pendingOf(Segment segment) throws IOException {
        List<Report> reports = new ArrayList<>();
        long offset = segment.number() == cursor.segment() ? cursor.offset() : 0;
        while (offset < segment.size()) {
            ByteBuffer record = segment.read(offset);
            if (record == null) {
                break;
            }
            if (!acknowledged.contains(new Position(segment.number(), offset))) {
                Frame.readable(record).ifPresentOrElse(reports::add, () -> tellUnreadable(record));
            }
            offset += Frame.header(record).recordLength();
        }
        return reports;
    }

    private void tellLost(List<Report> lost, String cause) {
        Losses.of(lost, cause).forEach(ledger::add);
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : byNumber.values()) {
            segment.close();
        }
        cursorFile.close();
    }
}
