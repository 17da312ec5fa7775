package io.dotmac.server.fleet.remote;

import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Samples of one report on their way.
///
/// @param tenant slug of the ISP
/// @param node name of the node
/// @param samples as reported
/// @param clockAhead milliseconds that the node's clock is ahead
/// @param receivedAt server's clock
record Outgoing(String tenant, String node, Samples samples, long clockAhead, Instant receivedAt) implements Waiting {
    private static final Pattern UNFIT = Pattern.compile("[^a-zA-Z0-9_:]");
    private static final long MAX_AHEAD = 300_000;

    /// With the times that the platform stores.
    @Override
    public void addTo(WriteRequest request) {
        List<SortedMap<String, String>> labels = new ArrayList<>();
        samples.names().forEach(name -> labels.add(labels(tenant, node, name)));
        for (int row = 0; row < samples.size(); row++) {
            request.add(labels.get(samples.name()[row]), at(row), samples.value()[row]);
        }
    }

    @Override
    public int room() {
        return samples.size();
    }

    /// The time of a sample on the server's clock.
    long at(int row) {
        return onServer(samples.base().toEpochMilli() + samples.after()[row], clockAhead, receivedAt.toEpochMilli());
    }

    /// A time of a node's clock on the server's; one that is far ahead all the same is that of its arrival.
    static long onServer(long millis, long clockAhead, long received) {
        long at = millis - clockAhead;
        return at > received + MAX_AHEAD ? received : at;
    }

    static SortedMap<String, String> labels(String tenant, String node, SeriesName name) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("__name__", metric(name.metric()));
        labels.put("job", "dotmac");
        labels.put("node", node);
        labels.put("target", name.target());
        labels.put("tenant", tenant);
        if (!name.instance().isEmpty()) {
            labels.put("instance", name.instance());
        }
        return labels;
    }

    /// The name as Prometheus allows it.
    static String metric(String name) {
        String fit = UNFIT.matcher(name).replaceAll("_");
        return Character.isDigit(fit.charAt(0)) ? "_" + fit : fit;
    }
}
