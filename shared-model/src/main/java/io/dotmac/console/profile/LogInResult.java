package io.dotmac.console.profile;

import io.dotmac.model.auth.User;

/// What came of a log-in.
public sealed interface LogInResult {
    /// It worked.
    ///
    /// @param user who is logged in
    record LoggedIn(User user) implements LogInResult {}

    /// The password was right, and the code of the second factor is needed as well.
    ///
    /// @param challenge to be sent back with the code, within five minutes
    record CodeNeeded(String challenge) implements LogInResult {
        @Override
        public String toString() {
            return "CodeNeeded[***]";
        }
    }

    /// The server said no, or there was no token to resume with.
    ///
    /// @param message for the operator
    record Refused(String message) implements LogInResult {}

    /// The server could not be reached; the token, if any, is kept.
    ///
    /// @param message for the operator
    record Unreachable(String message) implements LogInResult {}
}
