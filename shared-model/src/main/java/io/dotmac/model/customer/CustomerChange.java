package io.dotmac.model.customer;

import java.util.List;
import java.util.Optional;

/// The body of `PATCH /api/v1/customers/{id}`: what is absent stays as it is, an empty text takes a value away.
///
/// @param type what kind of party
/// @param givenName of the person
/// @param familyName of the person
/// @param companyName of the company
/// @param email address
/// @param phone with `+` and country code
/// @param taxId as the authority writes it
/// @param billingAddress where bills go
/// @param serviceAddress where the line ends
/// @param language of letters
/// @param timeZone for example `Europe/Berlin`
/// @param tags all of them
public record CustomerChange(
        Optional<CustomerType> type,
        Optional<String> givenName,
        Optional<String> familyName,
        Optional<String> companyName,
        Optional<String> email,
        Optional<String> phone,
        Optional<String> taxId,
        Optional<Address> billingAddress,
        Optional<Address> serviceAddress,
        Optional<String> language,
        Optional<String> timeZone,
        Optional<List<String>> tags) {
    /// Copies the tags.
    public CustomerChange {
        tags = tags.map(List::copyOf);
    }

    /// `before` with these changes.
    public CustomerData onto(CustomerData before) {
        return new CustomerData(
                type.orElse(before.type()),
                givenName.or(before::givenName),
                familyName.or(before::familyName),
                companyName.or(before::companyName),
                email.or(before::email),
                phone.or(before::phone),
                taxId.or(before::taxId),
                billingAddress.or(before::billingAddress),
                serviceAddress.or(before::serviceAddress),
                language.or(before::language),
                timeZone.or(before::timeZone),
                tags.or(before::tags));
    }
}
