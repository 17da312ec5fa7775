package io.dotmac.agent.link;

import io.dotmac.agent.config.SpoolConfig;
import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps every report until the server has it: on disk, and in 2 MiB of memory when the disk takes no more.
///
/// Holds at most [SpoolConfig#maxBytes()] and [SpoolConfig#maxAge()]; the oldest samples go first, changes of state
/// last, and every loss becomes a gap. Survives the death of the process at any moment. Safe for several threads.
final class Spool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Spool.class.getName());
    private static final long LEAST_BYTES = 2 << 20;
    private static final long SEGMENT_BYTES = 1 << 20;
    private static final int SCARCE = 10;
    private static final int MOST_SETTLED = 1_000;

    private final Path folder;
    private final SpoolConfig config;
    private final Clock clock;
    private final GapLedger ledger;
    private final MemoryRing ring = new MemoryRing();
    /// Who holds a place in memory finds the record by it after it went to disk.
    private final Map<Long, Position> settled = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Position> eldest) {
            return size() > MOST_SETTLED;
        }
    };
    private @Nullable Segments segments;
    private @Nullable String trouble;

    /// A report that the server does not have.
    ///
    /// @param position by which it is acknowledged
    /// @param report as it was made
    record Entry(Position position, Report report) {}

    Spool(Path folder, SpoolConfig config, Clock clock) {
        this.folder = folder;
        this.config = config;
        this.clock = clock;
        this.ledger = new GapLedger(folder.resolve("gaps.json"));
        try {
            segments = Segments.open(folder, ledger);
        } catch (IOException e) {
            failed(e);
        }
    }

    /// Keeps a report.
    ///
    /// @param durable whether it must survive the power going, too
    synchronized Position append(Report report, boolean durable) {
        ByteBuffer record = Frame.encode(report);
        try {
            Segments disk = disk();
            settle(disk);
            makeRoom(disk, record.limit());
            // Gaps are forgotten for good, so that they must be on disk before.
            Position position = disk.append(record, durable || !report.gaps().isEmpty());
            ledger.safe(report.gaps());
            if (trouble != null) {
                LOG.log(System.Logger.Level.INFO, "spool writes to disk again folder={0}", folder);
                trouble = null;
            }
            return position;
        } catch (IOException e) {
            failed(e);
            ledger.unsafe(report.gaps());
            return ring.add(
                    record,
                    lost -> Losses.of(List.of(Frame.decode(lost)), "disk full").forEach(ledger::add));
        }
    }

    /// What was kept in memory goes to disk, oldest first, once that has room for all of it and more.
    private void settle(Segments disk) throws IOException {
        if (ring.size() == 0 || folder.toFile().getUsableSpace() < ring.bytes() + SEGMENT_BYTES) {
            return;
        }
        for (MemoryRing.Held held = ring.oldest(); held != null; held = ring.oldest()) {
            makeRoom(disk, held.record().limit());
            Position position = disk.append(held.record(), true);
            ring.remove(new Position(Position.MEMORY, held.number()));
            settled.put(held.number(), position);
            ledger.safe(Frame.decode(held.record()).gaps());
        }
    }

    /// Where it lies now.
    private Position current(Position position) {
        return position.segment() == Position.MEMORY ? settled.getOrDefault(position.offset(), position) : position;
    }

    private Segments disk() throws IOException {
        Segments disk = segments;
        if (disk == null) {
            disk = Segments.open(folder, ledger);
            segments = disk;
        }
        return disk;
    }

    private void failed(IOException e) {
        if (e instanceof ClosedChannelException) {
            // Whoever interrupts a thread that writes closes its files: they are opened anew.
            close();
            segments = null;
        }
        if (trouble == null) {
            LOG.log(System.Logger.Level.WARNING, "spool cannot be written folder={0} cause={1}", folder, e.toString());
        }
        trouble = "the agent's spool cannot be written (" + folder + "): reports are kept in 2 MiB of memory";
    }

    private void makeRoom(Segments disk, long bytes) throws IOException {
        disk.dropOlderThan(clock.instant().minus(config.maxAge()));
        if (disk.bytes() + bytes > LEAST_BYTES) {
            long spare = spare(disk.bytes());
            boolean scarce = spare < config.maxBytes();
            disk.shrinkTo((scarce ? spare : config.maxBytes()) - bytes, scarce ? "disk nearly full" : "spool full");
        }
    }

    /// How large the spool may be with a tenth of the disk left free, which belongs to others; a little in any case.
    private long spare(long held) {
        File disk = folder.toFile();
        long total = disk.getTotalSpace();
        long beyond = disk.getUsableSpace() - total / SCARCE;
        return total <= 0 ? config.maxBytes() : Math.max(LEAST_BYTES + SEGMENT_BYTES, held + beyond);
    }

    /// The oldest report that the server does not have.
    synchronized Optional<Entry> oldest() {
        MemoryRing.Held held = ring.oldest();
        Entry onDisk = null;
        try {
            onDisk = segments == null ? null : segments.oldest();
        } catch (IOException e) {
            failed(e);
        }
        if (held == null) {
            return Optional.ofNullable(onDisk);
        }
        boolean diskFirst = onDisk != null
                && onDisk.report().collectedAt().toEpochMilli()
                        <= Frame.header(held.record()).millis();
        return Optional.of(diskFirst && onDisk != null ? onDisk : entry(held));
    }

    private static Entry entry(MemoryRing.Held held) {
        return new Entry(new Position(Position.MEMORY, held.number()), Frame.decode(held.record()));
    }

    /// Whether the server still lacks it.
    synchronized boolean isPending(Position told) {
        Position position = current(told);
        if (position.segment() == Position.MEMORY) {
            return ring.holds(position);
        }
        return segments != null && segments.isPending(position);
    }

    /// The server has it, or will never take it.
    synchronized void acknowledge(Position told) {
        Position position = current(told);
        if (position.segment() == Position.MEMORY) {
            ring.remove(position)
                    .ifPresent(record -> ledger.safe(Frame.decode(record).gaps()));
            return;
        }
        try {
            if (segments != null) {
                segments.acknowledge(position);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /// Tells what will never reach the server.
    synchronized void lost(Report report, String cause) {
        Losses.of(List.of(report), cause).forEach(ledger::add);
    }

    /// What is missing and not told yet.
    synchronized List<Gap> gaps() {
        return ledger.gaps();
    }

    /// What an operator should know.
    synchronized Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /// What the server does not have.
    synchronized long pendingBytes() {
        return ring.bytes() + (segments == null ? 0 : segments.pendingBytes());
    }

    /// Whether everything has reached the server.
    synchronized boolean isEmpty() {
        return ring.size() == 0 && (segments == null || !segments.hasPending());
    }

    @Override
    public synchronized void close() {
        try {
            if (segments != null) {
                segments.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "spool did not close folder={0}", folder);
        }
    }
}
