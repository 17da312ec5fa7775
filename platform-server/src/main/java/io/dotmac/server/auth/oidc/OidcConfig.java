package io.dotmac.server.auth.oidc;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Section `auth.oidc`: who else may say who somebody is.
///
/// @param providers those that were named in `auth.oidc.providers`
public record OidcConfig(List<Provider> providers) {
    /// Copies the list.
    public OidcConfig {
        providers = List.copyOf(providers);
    }

    /// One provider.
    ///
    /// @param name in paths and settings
    /// @param issuer under which its discovery document is found
    /// @param clientId that it gave
    /// @param clientSecret that it gave
    /// @param redirectUri of this server as browsers see it, ending in `/api/v1/auth/oidc/{name}/callback`
    public record Provider(String name, String issuer, String clientId, Secret clientSecret, String redirectUri) {}

    /// Reads the section.
    public static OidcConfig from(Settings settings) {
        List<Provider> providers = new ArrayList<>();
        for (String name : settings.text("auth.oidc.providers", "").split(",", -1)) {
            String bare = name.strip();
            if (bare.isEmpty()) {
                continue;
            }
            if (!bare.matches("[a-z][a-z0-9]{0,30}")) {
                settings.violation("auth.oidc.providers has " + bare + ", must match [a-z][a-z0-9]{0,30}");
                continue;
            }
            providers.add(provider(settings, bare));
        }
        return new OidcConfig(providers);
    }

    private static Provider provider(Settings settings, String name) {
        String key = "auth.oidc." + name + ".";
        Provider provider = new Provider(
                name,
                settings.text(key + "issuer", ""),
                settings.text(key + "client-id", ""),
                settings.secret(key + "client-secret", ""),
                settings.text(key + "redirect-uri", ""));
        checkUri(settings, key + "issuer", provider.issuer);
        checkUri(settings, key + "redirect-uri", provider.redirectUri);
        if (provider.clientId.isEmpty()) {
            settings.violation(key + "client-id is empty, must be what the provider gave");
        }
        return provider;
    }

    private static void checkUri(Settings settings, String key, String text) {
        String fault = key + " is " + text + ", must be an https address";
        try {
            URI uri = URI.create(text);
            boolean secure = "https".equals(uri.getScheme());
            boolean plain =
                    "http".equals(uri.getScheme()) && settings.deployment().isForgiving();
            if (uri.getHost() == null || !(secure || plain)) {
                settings.violation(fault);
            }
        } catch (IllegalArgumentException e) {
            settings.violation(fault);
        }
    }
}
