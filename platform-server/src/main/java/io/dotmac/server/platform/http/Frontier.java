package io.dotmac.server.platform.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Tells where a request really comes from, and turns away what comes from where nobody may.
///
/// `X-Forwarded-For` is believed only of trusted proxies, and of it the right-most address that is no trusted proxy:
/// what stands further left was written by whoever sent the request.
final class Frontier {
    private final FrontierConfig config;

    Frontier(FrontierConfig config) {
        this.config = config;
    }

    /// The client's address.
    ///
    /// @param peer the other side of the connection
    String client(String peer, Function<String, Optional<String>> headers) {
        if (!trusted(peer)) {
            return peer;
        }
        List<String> hops = headers.apply("X-Forwarded-For")
                .map(text -> Arrays.stream(text.split(",")).map(String::strip).toList())
                .orElse(List.of());
        for (String hop : hops.reversed()) {
            if (!trusted(hop)) {
                return Network.of(hop).isPresent() && !hop.contains("/") ? hop : peer;
            }
        }
        return peer;
    }

    /// Throws [Refusal] when the address or, as a trusted proxy tells it, the country is not let in.
    void check(String peer, String client, Function<String, Optional<String>> headers) {
        if (config.deniedNetworks().stream().anyMatch(network -> network.contains(client))) {
            throw Refusal.of(403, "ADDRESS_DENIED", "requests from this address are not served");
        }
        if (config.deniedCountries().isEmpty() || !trusted(peer)) {
            return;
        }
        headers.apply(config.countryHeader())
                .map(code -> code.strip().toUpperCase(Locale.ROOT))
                .filter(config.deniedCountries()::contains)
                .ifPresent(code -> {
                    throw Refusal.of(403, "COUNTRY_DENIED", "requests from this country are not served");
                });
    }

    private boolean trusted(String address) {
        return config.trustedProxies().stream().anyMatch(network -> network.contains(address));
    }
}
