package io.dotmac.tui;

import io.dotmac.console.profile.ConsoleHome;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.Profiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say which server to work with and as whom.
final class ConnectOptions {
    @Option(names = "--profile", paramLabel = "NAME", description = "Profile from profiles.yaml; the first by default.")
    private @Nullable String profile;

    @Option(names = "--url", paramLabel = "URL", description = "Platform server, instead of the profile's.")
    private @Nullable String url;

    @Option(names = "--email", paramLabel = "EMAIL", description = "Who logs in.")
    private @Nullable String email;

    @Option(names = "--token-file", paramLabel = "FILE", description = "Logs in with the refresh token in FILE.")
    private @Nullable Path tokenFile;

    @Option(names = "--password-file", paramLabel = "FILE", description = "Logs in with the password in FILE.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--agent-config",
            paramLabel = "FILE",
            description = "What to probe from here while the server is away; an agent's configuration.")
    private @Nullable Path agentConfig;

    /// There is no such profile, or none at all; the message says what to do.
    static final class NoProfile extends RuntimeException {
        NoProfile(String message) {
            super(message);
        }
    }

    /// The profile to work with.
    ///
    /// @param other name that `:ctx` asked for, which outranks the options
    Profile profile(Profiles profiles, ConsoleHome home, Optional<String> other) {
        if (other.isPresent()) {
            return profiles.named(other.get()).orElseThrow(() -> unknown(other.get(), profiles));
        }
        Optional<Profile> known = known(profiles);
        if (known.isEmpty() && url == null) {
            throw new NoProfile("no server to work with: give --url http://HOST:PORT, or write " + home.profiles()
                    + ":\nprofiles:\n  - {name: lagos, url: \"https://ops.example.net\", email: you@example.net}");
        }
        HttpUrl at = url == null ? known.orElseThrow().url() : parsed(url);
        String name =
                known.map(Profile::name).orElse(profile == null ? at.host().replace(':', '-') : profile);
        return new Profile(
                name,
                at,
                email(known),
                known.map(Profile::protectedProfile).orElse(false),
                Optional.ofNullable(agentConfig).or(() -> known.flatMap(Profile::agentConfig)));
    }

    /// How to log in to `chosen` without asking.
    LogInFiles logIn(Profile chosen) {
        return new LogInFiles(chosen.email(), Optional.ofNullable(tokenFile), Optional.ofNullable(passwordFile));
    }

    private Optional<Profile> known(Profiles profiles) {
        if (profile != null) {
            Optional<Profile> named = profiles.named(profile);
            if (named.isEmpty() && url == null) {
                throw unknown(profile, profiles);
            }
            return named;
        }
        return url == null ? profiles.all().stream().findFirst() : Optional.empty();
    }

    private String email(Optional<Profile> known) {
        return email == null ? known.map(Profile::email).orElse("") : email;
    }

    private static HttpUrl parsed(String url) {
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw new NoProfile("--url is " + url + ", must begin with http:// or https://");
        }
        return parsed;
    }

    private static NoProfile unknown(String name, Profiles profiles) {
        String names = profiles.all().stream().map(Profile::name).collect(Collectors.joining(", "));
        return new NoProfile("no profile " + name + "; there are: " + (names.isEmpty() ? "none" : names));
    }
}
