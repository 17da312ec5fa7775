package io.dotmac.model.customer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The commercial party that an ISP serves; also `GET /api/v1/customers/{id}`.
///
/// @param id of the customer
/// @param number short, for people, for example `C000042`
/// @param type what kind of party
/// @param status where it stands
/// @param name for the screen: the company's, else the person's
/// @param givenName of the person
/// @param familyName of the person
/// @param companyName of the company
/// @param email unique among the tenant's customers
/// @param phone with `+` and country code
/// @param taxId as the authority writes it
/// @param billingAddress where bills go
/// @param serviceAddress where the line ends
/// @param language of letters, for example `de` or `pt-BR`
/// @param timeZone for example `Europe/Berlin`
/// @param tags words to find it by
/// @param createdAt when it was taken in
/// @param updatedAt when it was last changed
/// @param version grows with each change; also the `ETag`
public record Customer(
        CustomerId id,
        String number,
        CustomerType type,
        CustomerStatus status,
        String name,
        Optional<String> givenName,
        Optional<String> familyName,
        Optional<String> companyName,
        Optional<String> email,
        Optional<String> phone,
        Optional<String> taxId,
        Optional<Address> billingAddress,
        Optional<Address> serviceAddress,
        String language,
        String timeZone,
        List<String> tags,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    /// Copies the tags.
    public Customer {
        tags = List.copyOf(tags);
    }

    private static final String DEFAULT_LANGUAGE = "en";
    private static final String DEFAULT_ZONE = "UTC";

    /// A customer of whom `data` was told.
    public static Customer of(
            CustomerId id,
            String number,
            CustomerStatus status,
            CustomerData data,
            Instant createdAt,
            Instant updatedAt,
            long version) {
        return new Customer(
                id,
                number,
                data.type(),
                status,
                data.name(),
                data.givenName(),
                data.familyName(),
                data.companyName(),
                data.email(),
                data.phone(),
                data.taxId(),
                data.billingAddress(),
                data.serviceAddress(),
                data.language().orElse(DEFAULT_LANGUAGE),
                data.timeZone().orElse(DEFAULT_ZONE),
                data.tags().orElse(List.of()),
                createdAt,
                updatedAt,
                version);
    }

    /// The next version of it, elsewhere in its life.
    public Customer moved(CustomerStatus to, Instant at) {
        return new Customer(
                id,
                number,
                type,
                to,
                name,
                givenName,
                familyName,
                companyName,
                email,
                phone,
                taxId,
                billingAddress,
                serviceAddress,
                language,
                timeZone,
                tags,
                createdAt,
                at,
                version + 1);
    }

    /// The next version of it, of whom `data` was told.
    public Customer told(CustomerData data, Instant at) {
        return of(id, number, status, data, createdAt, at, version + 1);
    }

    /// What was told of it.
    public CustomerData data() {
        return new CustomerData(
                type,
                givenName,
                familyName,
                companyName,
                email,
                phone,
                taxId,
                billingAddress,
                serviceAddress,
                Optional.of(language),
                Optional.of(timeZone),
                Optional.of(tags));
    }
}
