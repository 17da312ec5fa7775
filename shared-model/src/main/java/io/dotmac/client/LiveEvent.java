package io.dotmac.client;

import io.dotmac.model.live.ServerFrame;
import java.time.Duration;
import java.time.Instant;

/// What a [LiveClient] tells its listener.
public sealed interface LiveEvent {
    /// A session is open; topics are subscribed to again.
    record Opened() implements LiveEvent {}

    /// The server said something.
    ///
    /// @param frame what
    record Frame(ServerFrame frame) implements LiveEvent {}

    /// A ping came back.
    ///
    /// @param roundTrip how long it took
    /// @param serverTime server's clock when it answered
    record Latency(Duration roundTrip, Instant serverTime) implements LiveEvent {}

    /// There is no session, and another attempt follows.
    ///
    /// @param why for the operator
    /// @param refused whether the server was reached and does not let this user in
    /// @param retryIn when the next attempt starts
    record Lost(String why, boolean refused, Duration retryIn) implements LiveEvent {}
}
