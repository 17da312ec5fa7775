package io.dotmac.model.auth;

import java.util.Optional;

/// A user just made.
///
/// @param user as made
/// @param invitation with which the person chooses a password; shown this once
public record MadeUser(UserAccount user, Optional<ResetToken> invitation) {}
