package io.dotmac.server.platform.telemetry;

/// How the sending of traces or metrics goes.
///
/// @param endpoint where to, empty while nothing is sent
/// @param sent how many were taken
/// @param lost how many were not
/// @param lastFailed whether the last attempt failed
public record ExportState(String endpoint, long sent, long lost, boolean lastFailed) {
    /// Nothing is sent.
    public static final ExportState OFF = new ExportState("", 0, 0, false);

    /// Whether anything is sent.
    public boolean isOn() {
        return !endpoint.isEmpty();
    }
}
