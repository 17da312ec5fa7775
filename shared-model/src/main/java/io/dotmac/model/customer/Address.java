package io.dotmac.model.customer;

import io.dotmac.model.Check;
import java.util.Optional;

/// Where letters or a service go.
///
/// @param line1 street and number
/// @param line2 floor, flat, care of
/// @param city name
/// @param region state or province, where there is one
/// @param postalCode may be empty where there are none
/// @param country two letters of ISO 3166, upper case
public record Address(
        String line1, Optional<String> line2, String city, Optional<String> region, String postalCode, String country) {
    /// Checks the parts.
    public Address {
        Check.name("line1", line1, 200);
        line2.ifPresent(text -> Check.line("line2", text, 200));
        Check.name("city", city, 100);
        region.ifPresent(text -> Check.line("region", text, 100));
        Check.line("postal_code", postalCode, 20);
        if (!country.matches("[A-Z]{2}")) {
            throw new IllegalArgumentException(
                    "country has " + country.length() + " characters, must be two letters of ISO 3166 such as DE");
        }
    }
}
