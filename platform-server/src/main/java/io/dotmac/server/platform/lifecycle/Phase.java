package io.dotmac.server.platform.lifecycle;

/// One of the six steps of a start.
///
/// @param number 1 to 6
/// @param name for people
/// @param critical whether the server cannot run without it
/// @param work throws when it fails
public record Phase(int number, String name, boolean critical, Runnable work) {
    /// How a phase went.
    public enum Status {
        /// Not begun.
        PENDING,
        /// Under way, or waiting for a dependency.
        RUNNING,
        /// Done.
        DONE,
        /// Failed; the server runs without it unless it is critical.
        FAILED
    }

    /// How a phase stands, as `/health/startup` shows it.
    ///
    /// @param number 1 to 6
    /// @param name for people
    /// @param critical whether the server cannot run without it
    /// @param status how it went
    /// @param millis that it took
    /// @param message why it failed or waits, else empty
    public record Report(int number, String name, boolean critical, Status status, long millis, String message) {}
}
