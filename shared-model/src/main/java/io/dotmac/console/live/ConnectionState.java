package io.dotmac.console.live;

import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Clean;
import java.time.Duration;
import java.time.Instant;

/// How the console stands with its server.
public sealed interface ConnectionState {
    /// Whether the console's own probes fill in for the server.
    boolean direct();

    /// Whether rows are as the server has them now.
    default boolean live() {
        return this instanceof Live;
    }

    /// What the banner says, for example `live 38 ms`, `STALE since 12 s`, `OFFLINE next try 3 s`; with ` DIRECT` while
    /// the console probes by itself.
    default String text(Instant now) {
        String words = switch (this) {
            case Connecting _ -> "connecting";
            case Live(long latencyMillis) -> "live " + latencyMillis + " ms";
            case Stale stale -> "STALE since " + Ages.between(stale.since(), now);
            case Offline offline -> "OFFLINE next try " + Ages.of(Duration.between(now, offline.nextRetry()));
        };
        return direct() ? words + " DIRECT" : words;
    }

    /// Why there is no connection, cleaned for the screen; empty when there is one.
    default String why() {
        return "";
    }

    /// The first attempt goes on.
    ///
    /// @param direct see [ConnectionState#direct]
    record Connecting(boolean direct) implements ConnectionState {}

    /// Deltas flow.
    ///
    /// @param latencyMillis of the last ping
    record Live(long latencyMillis) implements ConnectionState {
        @Override
        public boolean direct() {
            return false;
        }
    }

    /// The server fell silent less than a minute ago; its last rows stay, and the console tries again every moment.
    ///
    /// @param since the last word of the server, this console's clock
    /// @param why there is no connection
    /// @param direct see [ConnectionState#direct]
    record Stale(Instant since, String why, boolean direct) implements ConnectionState {
        /// Cleans the reason.
        public Stale {
            why = Clean.line(why);
        }
    }

    /// The server was never reached, or not for a minute.
    ///
    /// @param since the last word of the server, or the start of this console
    /// @param nextRetry when the console tries again
    /// @param why there is no connection
    /// @param direct see [ConnectionState#direct]
    record Offline(Instant since, Instant nextRetry, String why, boolean direct) implements ConnectionState {
        /// Cleans the reason.
        public Offline {
            why = Clean.line(why);
        }
    }
}
