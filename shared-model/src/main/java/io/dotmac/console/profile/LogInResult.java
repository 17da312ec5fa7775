package io.dotmac.console.profile;

import io.dotmac.model.auth.User;

/// What came of a log-in.
public sealed interface LogInResult {
    /// It worked.
    ///
    /// @param user who is logged in
    record LoggedIn(User user) implements LogInResult {}

    /// The server said no, or there was no token to resume with.
    ///
    /// @param message for the operator
    record Refused(String message) implements LogInResult {}

    /// The server could not be reached; the token, if any, is kept.
    ///
    /// @param message for the operator
    record Unreachable(String message) implements LogInResult {}
}
