package io.dotmac.gui.view;

import io.dotmac.console.live.History;
import io.dotmac.console.text.Units;
import io.dotmac.console.view.ReplicationViewModel.Link;
import io.dotmac.gui.control.Plot;
import io.dotmac.gui.text.Texts;
import io.dotmac.model.fleet.Severity;
import java.time.Instant;
import java.util.Arrays;

/// A replication link as a plot.
final class Lag {
    private static final double SPAN = History.SPAN.toSeconds();

    private static final double NEAR = 0.5;

    private Lag() {}

    /// The last 15 minutes up to `now`; where the newest value no longer holds, the line ends there.
    static Plot plot(Link link, Instant now) {
        History history = link.history();
        int size = history.size();
        // A hole that opens where a value stops to hold is one more point.
        double[] at = new double[2 * size];
        double[] value = new double[2 * size];
        double end = now.toEpochMilli() / 1000.0;
        double hold = history.holdMillis() / 1000.0;
        int points = 0;
        for (int index = 0; index < size; index++) {
            at[points] = history.at(index) / 1000.0;
            value[points++] = history.value(index);
            double next = index + 1 < size ? history.at(index + 1) / 1000.0 : end;
            if (next - at[points - 1] > hold) {
                at[points] = at[points - 1] + hold;
                value[points++] = Double.NaN;
            }
        }
        // The edge that matters next: the critical one only once the lag comes near it.
        boolean near = history.max() > NEAR * link.majorSeconds();
        double threshold = near ? link.majorSeconds() : link.minorSeconds();
        Severity edge = near ? Severity.MAJOR : Severity.MINOR;
        return new Plot(
                Arrays.copyOf(at, points),
                Arrays.copyOf(value, points),
                end - SPAN,
                end,
                threshold,
                Texts.of("lag.threshold", Texts.of("severity." + edge.name()), axis(threshold)),
                edge,
                link.severity());
    }

    /// `18.4 s · 41 MB`.
    static String figures(Link link) {
        String bytes = link.bytes().isEmpty() ? "" : " · " + link.bytes();
        return link.lag() + bytes + (link.direct() ? " · " + Texts.of("table.direct") : "");
    }

    /// A value at the axis.
    static String axis(double seconds) {
        if (seconds == 0) {
            return "0";
        }
        if (seconds >= 120) {
            return Math.round(seconds / 60) + " min";
        }
        return seconds == Math.rint(seconds) ? Math.round(seconds) + " s" : Units.seconds(seconds);
    }
}
