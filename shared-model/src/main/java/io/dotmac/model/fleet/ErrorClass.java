package io.dotmac.model.fleet;

/// Where a check failed.
public enum ErrorClass {
    /// The name has no address.
    DNS,
    /// Nobody listens.
    REFUSED,
    /// No answer in time.
    TIMEOUT,
    /// The connection was cut.
    RESET,
    /// TLS could not be agreed.
    TLS_HANDSHAKE,
    /// The certificate is wrong or expired.
    CERT,
    /// The log-in was refused.
    AUTH,
    /// Logged in, but not allowed.
    PERMISSION,
    /// It answers, but not in the language that was expected.
    PROTOCOL,
    /// No connection is left.
    TOO_MANY_CONNECTIONS,
    /// It takes no writes.
    READONLY,
    /// It is starting, loading or recovering.
    STARTING_UP
}
