package io.dotmac.agent.link;

import io.dotmac.model.Json;
import io.dotmac.model.report.Report;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// How a report lies on disk: `length | crc32c | seq | millis | gzip of its JSON`; the checksum covers what follows it.
final class Frame {
    /// Bytes before the payload.
    static final int HEADER = Integer.BYTES * 2 + Long.BYTES * 2;

    private static final System.Logger LOG = System.getLogger(Frame.class.getName());
    private static final int CHECKED_FROM = Integer.BYTES * 2;
    private static final int MAX_PAYLOAD = 8 << 20;
    private static final int MAX_INFLATED = 64 << 20;

    private Frame() {}

    /// A record's header.
    ///
    /// @param length of the payload
    /// @param crc that it should have
    /// @param seq of the report
    /// @param millis when it was collected
    record Header(int length, int crc, long seq, long millis) {
        int recordLength() {
            return HEADER + length;
        }

        boolean plausible(long bytesLeft) {
            return length > 0 && length <= MAX_PAYLOAD && recordLength() <= bytesLeft;
        }
    }

    static ByteBuffer encode(Report report) {
        return encode(Json.bytes(report), report.seq(), report.collectedAt());
    }

    static ByteBuffer encode(byte[] json, long seq, Instant collectedAt) {
        byte[] payload = gzip(json);
        ByteBuffer record = ByteBuffer.allocate(HEADER + payload.length);
        record.putInt(payload.length).putInt(0);
        record.putLong(seq).putLong(collectedAt.toEpochMilli()).put(payload);
        record.putInt(Integer.BYTES, crc(record)).flip();
        return record;
    }

    static Header header(ByteBuffer record) {
        return new Header(record.getInt(0), record.getInt(4), record.getLong(8), record.getLong(16));
    }

    static boolean intact(ByteBuffer record) {
        return crc(record) == header(record).crc();
    }

    /// The report, unless another version of the agent wrote what this one cannot read.
    static Optional<Report> readable(ByteBuffer record) {
        try {
            return Optional.of(decode(record));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a kept report cannot be read seq={0} cause={1}",
                    Long.toString(header(record).seq()),
                    e.toString());
            return Optional.empty();
        }
    }

    static Report decode(ByteBuffer record) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(
                record.array(), record.arrayOffset() + HEADER, header(record).length()))) {
            return Json.read(in.readNBytes(MAX_INFLATED), Report.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int crc(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.array(), record.arrayOffset() + CHECKED_FROM, record.capacity() - CHECKED_FROM);
        return (int) crc.getValue();
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(64, plain.length / 4));
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
