package io.dotmac.model.tenant;

import java.util.Optional;

/// An ISP to be made.
///
/// @param slug small letters, digits and underscores, beginning with a letter, at most 41
/// @param name for people
/// @param timeZone in which its days begin and end, for example `Africa/Lagos`; UTC if absent
/// @param currency three letters of ISO 4217; USD if absent
/// @param language for example `en` or `pt-BR`; English if absent
public record NewTenant(
        String slug, String name, Optional<String> timeZone, Optional<String> currency, Optional<String> language) {}
