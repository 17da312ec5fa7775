package io.dotmac.tui.recorded;

import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Plays a moving fleet on a port until it is killed, to look at a console by hand:
/// `java -cp ... io.dotmac.tui.recorded.Feed`.
final class Feed {
    private Feed() {}

    public static void main(String[] arguments) throws Exception {
        RecordedPlatform platform = new RecordedPlatform(Clock.systemUTC());
        platform.push(new Fleet(Clock.systemUTC().instant()).rows());
        platform.start(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0);
        System.out.println(platform.url());
        boolean still = arguments.length > 1 && arguments[1].equals("still");
        Random random = new Random(7);
        var timer = Executors.newSingleThreadScheduledExecutor();
        timer.scheduleAtFixedRate(() -> beat(platform, random, still), 2, 2, TimeUnit.SECONDS)
                .get();
    }

    private static void beat(RecordedPlatform platform, Random random, boolean still) {
        Fleet fleet = new Fleet(Clock.systemUTC().instant());
        List<LiveRow> rows = new ArrayList<>(
                fleet.rows().stream().filter(row -> row instanceof LiveRow.Node).toList());
        if (!still) {
            double lag = 12 + 8 * random.nextDouble();
            rows.add(fleet.link("lag-db-3", lag, Severity.MINOR));
            rows.add(fleet.link("lag-db-2", 0.2 + random.nextDouble() / 5, Severity.OK));
        }
        platform.push(rows);
    }
}
