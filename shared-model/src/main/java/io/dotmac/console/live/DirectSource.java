package io.dotmac.console.live;

import io.dotmac.model.report.Report;
import java.util.function.Consumer;

/// The console's own probes, for when the server is away. Each console gives one over its embedded agent.
@FunctionalInterface
public interface DirectSource {
    /// Starts to probe and hands over each report, from any thread, until the handle is closed.
    AutoCloseable start(Consumer<Report> sink);

    /// Name under which things show that the server never told of.
    default String nodeName() {
        return "direct";
    }
}
