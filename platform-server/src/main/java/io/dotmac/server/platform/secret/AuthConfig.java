package io.dotmac.server.platform.secret;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.nio.file.Path;
import java.time.Duration;

/// Section `auth`.
///
/// @param secret that short-lived proofs are made with; at least 32 characters in production
/// @param signingKeyFile PKCS#8 PEM of the RSA key that signs tokens; made at the first start where it is absent
/// @param accessTtl life of an access token
/// @param refreshTtl how long a refresh token may lie unused
/// @param familyTtl after which one must log in anew in any case
/// @param mfa whether second factors are in use (`features.mfa`)
public record AuthConfig(
        Secret secret, Path signingKeyFile, Duration accessTtl, Duration refreshTtl, Duration familyTtl, boolean mfa) {
    private static final String DEFAULT_SECRET = "local-development-secret-not-for-production";
    private static final int MIN_SECRET = 32;

    /// Reads the section.
    public static AuthConfig from(Settings settings) {
        String keys = Path.of(System.getProperty("user.home"), ".local", "share", "dotmac", "signing-key.pem")
                .toString();
        AuthConfig config = new AuthConfig(
                settings.secret("auth.secret", DEFAULT_SECRET),
                Path.of(settings.text("auth.signing-key-file", keys)),
                settings.duration("auth.access-ttl", "10m"),
                settings.duration("auth.refresh-ttl", "14d"),
                settings.duration("auth.family-ttl", "30d"),
                settings.flag("features.mfa", true));
        String secret = config.secret.value();
        if (secret.equals(DEFAULT_SECRET)) {
            settings.weak("auth.secret is the default, must be set (AUTH__SECRET)");
        } else if (secret.length() < MIN_SECRET) {
            settings.weak("auth.secret has " + secret.length() + " characters, must have at least " + MIN_SECRET);
        }
        return config;
    }
}
