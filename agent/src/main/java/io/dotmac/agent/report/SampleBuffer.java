package io.dotmac.agent.report;

import io.dotmac.agent.probe.Sample;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Samples since the last report, bounded: the newest are dropped and counted when nobody fetches. Used under a lock.
final class SampleBuffer {
    private static final int MAX_ROWS = 10_000;
    private static final int MAX_NAME = 128;

    private final List<Row> rows = new ArrayList<>();
    private long dropped;

    private record Row(SeriesName name, Instant at, double value) {}

    void add(String target, Sample sample, Instant at) {
        if (!Double.isFinite(sample.value())) {
            return;
        }
        if (rows.size() >= MAX_ROWS) {
            dropped++;
            return;
        }
        String instance =
                sample.instance().length() > MAX_NAME ? sample.instance().substring(0, MAX_NAME) : sample.instance();
        rows.add(new Row(new SeriesName(target, sample.metric(), instance), at, sample.value()));
    }

    long dropped() {
        return dropped;
    }

    Samples take(Instant otherwise) {
        if (rows.isEmpty()) {
            return Samples.none(otherwise);
        }
        Instant base = rows.stream().map(Row::at).min(Instant::compareTo).orElse(otherwise);
        Map<SeriesName, Integer> indexByName = new LinkedHashMap<>();
        int[] name = new int[rows.size()];
        int[] after = new int[rows.size()];
        double[] value = new double[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            Row each = rows.get(row);
            name[row] = indexByName.computeIfAbsent(each.name(), _ -> indexByName.size());
            after[row] = (int) Math.min(Integer.MAX_VALUE, each.at().toEpochMilli() - base.toEpochMilli());
            value[row] = each.value();
        }
        rows.clear();
        return new Samples(List.copyOf(indexByName.keySet()), base, name, after, value);
    }
}
