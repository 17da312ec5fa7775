package io.dotmac.gui.login;

import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import java.util.List;

/// What the log-in form asks for. Methods that reach the server block and are called off the FX thread.
public interface LogInDesk {
    /// Known servers, the default first.
    List<Profile> profiles();

    /// Logs in with a password.
    LogInResult logIn(Profile profile, String email, String password);

    /// The second step, with the code of the second factor.
    LogInResult logIn(Profile profile, LogInResult.CodeNeeded first, String code);

    /// Logs in with the token kept from last time.
    LogInResult resume(Profile profile);

    /// Whether a token is kept for that profile.
    boolean remembers(Profile profile);

    /// Opens the console on a profile: logged in, or without its server. Called on the FX thread.
    void enter(Profile profile);
}
