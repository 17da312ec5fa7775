package io.dotmac.console.profile;

import java.nio.file.Path;
import java.util.Optional;
import okhttp3.HttpUrl;

/// A server that an operator works with.
///
/// @param name short, unique, for the screen and `:ctx`
/// @param url of the platform server
/// @param email that is filled in at the log-in; may be empty
/// @param protectedProfile whether the banner warns that this is production
/// @param agentConfig what the console probes by itself while the server is away
public record Profile(String name, HttpUrl url, String email, boolean protectedProfile, Optional<Path> agentConfig) {
    /// Refuses names that make no file name, and addresses that would carry a password in clear.
    public Profile {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("profile name is \"" + name
                    + "\", must be 1 to 64 of A-Z a-z 0-9 . _ - and begin with a letter or digit");
        }
        if (!url.isHttps() && !loopback(url.host())) {
            throw new IllegalArgumentException(
                    "profile " + name + " has the url " + url + ", must be https, since log-ins go there in clear");
        }
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
