package io.dotmac.server.platform.http;

import io.dotmac.server.platform.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The part of section `http-server` about where requests come from.
///
/// @param trustedProxies whose `X-Forwarded-For` is believed
/// @param deniedNetworks whose requests are turned away
/// @param countryHeader in which a trusted proxy tells the client's country
/// @param deniedCountries two-letter codes whose requests are turned away
record FrontierConfig(
        List<Network> trustedProxies, List<Network> deniedNetworks, String countryHeader, Set<String> deniedCountries) {
    FrontierConfig {
        trustedProxies = List.copyOf(trustedProxies);
        deniedNetworks = List.copyOf(deniedNetworks);
        deniedCountries = Set.copyOf(deniedCountries);
    }

    static FrontierConfig from(Settings settings) {
        Set<String> countries =
                settings.words("http-server.denied-countries", "").stream().collect(Collectors.toSet());
        countries.stream()
                .filter(code -> !code.matches("[A-Z]{2}"))
                .forEach(code -> settings.violation(
                        "http-server.denied-countries has " + code + ", must be two capital letters such as DE"));
        return new FrontierConfig(
                networks(settings, "http-server.trusted-proxies"),
                networks(settings, "http-server.denied-networks"),
                settings.text("http-server.country-header", "CF-IPCountry"),
                countries);
    }

    private static List<Network> networks(Settings settings, String key) {
        List<Network> networks = new ArrayList<>();
        for (String text : settings.words(key, "")) {
            Network.of(text)
                    .ifPresentOrElse(
                            networks::add,
                            () -> settings.violation(
                                    key + " has " + text + ", must be an address or a network such as 10.0.0.0/8"));
        }
        return networks;
    }
}
