package io.dotmac.tui;

import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// How to log in without asking anybody: by the token kept from last time, a token file, a password file.
///
/// @param email that goes with the password
/// @param tokenFile that holds a refresh token; it is used up, its successors are kept elsewhere
/// @param passwordFile that holds a password in its first line
record LogInFiles(String email, Optional<Path> tokenFile, Optional<Path> passwordFile) {
    /// Tries them in that order until one is not refused.
    LogInResult logIn(Session session) {
        LogInResult result = session.remembered() ? session.resume() : new LogInResult.Refused("log in first");
        if (result instanceof LogInResult.Refused && tokenFile.isPresent()) {
            result = fromFile(tokenFile.get(), session::resumeWith);
        }
        if (result instanceof LogInResult.Refused && passwordFile.isPresent()) {
            result = fromFile(passwordFile.get(), password -> session.logIn(email, password));
        }
        return result;
    }

    private static LogInResult fromFile(Path file, Function<String, LogInResult> use) {
        try {
            String secret =
                    Files.readString(file).lines().findFirst().orElse("").strip();
            return secret.isEmpty() ? new LogInResult.Refused(file + " is empty") : use.apply(secret);
        } catch (IOException e) {
            return new LogInResult.Refused("cannot read " + file + ": " + e.getMessage());
        }
    }
}
