package io.dotmac.model.customer;

import io.dotmac.model.Check;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is told of a customer: the body of `POST /api/v1/customers`. No message repeats what was sent, since it may be
/// personal.
///
/// @param type what kind of party
/// @param givenName of the person
/// @param familyName of the person
/// @param companyName of the company; needed unless it is an individual
/// @param email address
/// @param phone with `+` and country code; blanks, dashes and brackets do not matter
/// @param taxId as the authority writes it
/// @param billingAddress where bills go
/// @param serviceAddress where the line ends
/// @param language of letters, `en` where absent
/// @param timeZone `UTC` where absent
/// @param tags words of lower-case letters, digits and dashes
public record CustomerData(
        CustomerType type,
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
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,189}");
    private static final Pattern PHONE = Pattern.compile("(\\+|00)[1-9][0-9 ().\\-/]{5,30}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Z]{2})?");
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());
    private static final int MAX_NAME = 120;
    private static final int MAX_DIGITS = 15;
    private static final int MIN_DIGITS = 7;
    private static final int MAX_TAX_ID = 40;
    private static final int MAX_TAGS = 20;

    /// Checks the parts; blank ones are absent.
    public CustomerData {
        givenName = name("given_name", givenName);
        familyName = name("family_name", familyName);
        companyName = name("company_name", companyName);
        email = present(email);
        phone = present(phone);
        taxId = present(taxId);
        tags = tags.map(List::copyOf);
        if (type.isCompany() && companyName.isEmpty()) {
            throw new IllegalArgumentException("company_name is missing, a business needs one");
        }
        if (companyName.isEmpty() && givenName.isEmpty() && familyName.isEmpty()) {
            throw new IllegalArgumentException("given_name and family_name are missing, a person needs one of them");
        }
        check("email", email, EMAIL, "an address such as name@example.org");
        check("phone", phone, PHONE, "a number with country code such as +49 30 123456");
        phone.map(text -> text.chars().filter(Character::isDigit).count())
                .ifPresent(digits -> Check.range("digits of phone", digits, MIN_DIGITS, MAX_DIGITS));
        taxId.ifPresent(text -> Check.name("tax_id", text, MAX_TAX_ID));
        check("language", language, LANGUAGE, "a language such as de or pt-BR");
        timeZone.ifPresent(CustomerData::zone);
        tags.ifPresent(CustomerData::tags);
    }

    /// For the screen: the company's, else the person's.
    public String name() {
        return companyName.orElseGet(
                () -> Stream.of(givenName, familyName).flatMap(Optional::stream).collect(Collectors.joining(" ")));
    }

    private static Optional<String> name(String part, Optional<String> text) {
        Optional<String> given = present(text);
        given.ifPresent(one -> Check.line(part, one, MAX_NAME));
        return given;
    }

    private static Optional<String> present(Optional<String> text) {
        return text.map(String::strip).filter(one -> !one.isEmpty());
    }

    private static void check(String part, Optional<String> text, Pattern form, String allowed) {
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            throw new IllegalArgumentException(part + " must be " + allowed);
        }
    }

    private static void zone(String text) {
        if (!ZONES.contains(text)) {
            throw new IllegalArgumentException("time_zone must be one such as Europe/Berlin");
        }
    }

    private static void tags(List<String> tags) {
        Check.range("number of tags", tags.size(), 0, MAX_TAGS);
        if (!tags.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
            throw new IllegalArgumentException("tags must each have 1 to 40 lower-case letters, digits and dashes");
        }
    }
}
