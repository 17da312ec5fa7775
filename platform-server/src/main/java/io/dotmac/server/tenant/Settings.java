package io.dotmac.server.tenant;

import io.dotmac.model.tenant.NewTenant;
import io.dotmac.server.platform.http.Refusal;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Locale;

/// How a tenant works.
///
/// @param timeZone in which its days begin and end
/// @param currency of ISO 4217
/// @param language of what its customers read
record Settings(String timeZone, String currency, String language) {
    /// Checks all three.
    Settings {
        if (!ZoneId.getAvailableZoneIds().contains(timeZone)) {
            throw Refusal.invalid("timeZone", "is " + timeZone + ", must be a time zone such as Africa/Lagos");
        }
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(currency))) {
            throw Refusal.invalid("currency", "is " + currency + ", must be a currency of ISO 4217 such as EUR");
        }
        if (!language.matches("[a-z]{2}(-[A-Z]{2})?")) {
            throw Refusal.invalid("language", "is " + language + ", must be a language such as en or pt-BR");
        }
    }

    static Settings of(NewTenant tenant) {
        return new Settings(
                tenant.timeZone().orElse("UTC"),
                tenant.currency().map(code -> code.toUpperCase(Locale.ROOT)).orElse("USD"),
                tenant.language().orElse("en"));
    }
}
