package io.dotmac.agent.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One file of the spool; records are appended, never changed. Used under the spool's lock.
final class Segment implements AutoCloseable {
    private static final String SUFFIX = ".seg";

    private final long number;
    private final Path file;
    private final FileChannel channel;
    private long size;
    private long lastMillis;
    private long lastSeq;
    private long lastOffset;
    private int records;

    private Segment(long number, Path file, FileChannel channel) {
        this.number = number;
        this.file = file;
        this.channel = channel;
    }

    static Segment create(Path folder, long number) throws IOException {
        Path file = folder.resolve(name(number));
        return new Segment(
                number,
                file,
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
    }

    /// Opens a file that an earlier life left; what is torn at its end is cut off, [#repair()] then tells.
    static Segment open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new Segment(number(file), file, channel);
    }

    /// What a process left that died while it replaced a file: the whole is still there beside what was to be kept of
    /// it.
    static boolean isLeftOver(Path file) {
        long number = number(file);
        return number % 2 == 1 && Files.exists(file.resolveSibling(name(number - 1)));
    }

    private static String name(long number) {
        return "%016d%s".formatted(number, SUFFIX);
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    static boolean isSegment(Path file) {
        return file.getFileName().toString().matches("[0-9]{16}" + SUFFIX);
    }

    /// Cuts the file at its first bad record; `true` when there was one.
    boolean repair() throws IOException {
        long end = channel.size();
        size = end;
        long offset = 0;
        while (offset < end) {
            ByteBuffer record = read(offset);
            if (record == null) {
                channel.truncate(offset);
                size = offset;
                return true;
            }
            Frame.Header header = Frame.header(record);
            lastMillis = header.millis();
            lastSeq = header.seq();
            lastOffset = offset;
            records++;
            offset += header.recordLength();
        }
        return false;
    }

    /// The record at `offset`, or `null` when there is none that is whole.
    @Nullable ByteBuffer read(long offset) throws IOException {
        long left = size - offset;
        if (left < Frame.HEADER) {
            return null;
        }
        ByteBuffer head = ByteBuffer.allocate(Frame.HEADER);
        fill(head, offset);
        Frame.Header header = Frame.header(head);
        if (!header.plausible(left)) {
            return null;
        }
        ByteBuffer record = ByteBuffer.allocate(header.recordLength());
        fill(record, offset);
        return Frame.intact(record) ? record : null;
    }

    private void fill(ByteBuffer buffer, long offset) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException(file + " is shorter than it was");
            }
        }
    }

    /// Appends a record and returns its offset; when that fails, the file is as it was.
    long append(ByteBuffer record, boolean durable) throws IOException {
        long offset = size;
        Frame.Header header = Frame.header(record);
        try {
            ByteBuffer rest = record.duplicate();
            while (rest.hasRemaining()) {
                channel.write(rest, offset + rest.position());
            }
            if (durable) {
                channel.force(false);
            }
        } catch (IOException e) {
            channel.truncate(offset);
            throw e;
        }
        size = offset + record.limit();
        lastMillis = header.millis();
        lastSeq = header.seq();
        lastOffset = offset;
        records++;
        return offset;
    }

    /// The newest record; `null` when there is none.
    @Nullable ByteBuffer last() throws IOException {
        return records == 0 ? null : read(lastOffset);
    }

    long number() {
        return number;
    }

    long size() {
        return size;
    }

    int records() {
        return records;
    }

    long lastMillis() {
        return lastMillis;
    }

    long lastSeq() {
        return lastSeq;
    }

    /// Odd numbers hold what was left of an even one after its samples were given up.
    boolean stripped() {
        return number % 2 == 1;
    }

    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
