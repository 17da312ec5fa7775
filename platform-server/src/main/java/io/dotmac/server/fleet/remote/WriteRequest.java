package io.dotmac.server.fleet.remote;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Prometheus' `WriteRequest`: series with their labels in order, each with its values in the order of time. Written by
/// hand, since it is four messages of two kinds of fields.
final class WriteRequest {
    private static final int LENGTH = 2;
    private static final int FIXED = 1;
    private static final int VARINT = 0;

    private final Map<SortedMap<String, String>, SortedMap<Long, Double>> series = new java.util.LinkedHashMap<>();
    private int samples;

    /// Adds a value; of two at one time the later given counts.
    void add(SortedMap<String, String> labels, long millis, double value) {
        if (series.computeIfAbsent(labels, key -> new TreeMap<>()).put(millis, value) == null) {
            samples++;
        }
    }

    int samples() {
        return samples;
    }

    byte[] bytes() {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        series.forEach((labels, values) -> {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            labels.forEach((name, value) -> {
                ByteArrayOutputStream label = new ByteArrayOutputStream();
                text(label, 1, name);
                text(label, 2, value);
                message(one, 1, label);
            });
            values.forEach((millis, value) -> {
                ByteArrayOutputStream sample = new ByteArrayOutputStream(20);
                sample.write((1 << 3) | FIXED);
                long bits = Double.doubleToRawLongBits(value); // a mark of staleness is one of many that are no number
                for (int shift = 0; shift < 64; shift += 8) {
                    sample.write((int) (bits >>> shift));
                }
                sample.write((2 << 3) | VARINT);
                varint(sample, millis);
                message(one, 2, sample);
            });
            message(request, 1, one);
        });
        return request.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, int field, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((field << 3) | LENGTH);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void message(ByteArrayOutputStream out, int field, ByteArrayOutputStream message) {
        out.write((field << 3) | LENGTH);
        varint(out, message.size());
        out.writeBytes(message.toByteArray());
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
