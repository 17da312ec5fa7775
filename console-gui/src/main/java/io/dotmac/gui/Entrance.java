package io.dotmac.gui;

import io.dotmac.console.profile.Profile;
import java.util.Optional;

/// Which server to go to at the start, and with what.
///
/// @param profile to begin with; none asks
/// @param password to log in with at once
/// @param refreshToken to log in with at once
record Entrance(Optional<Profile> profile, Optional<String> password, Optional<String> refreshToken) {
    /// Whether nobody has to be asked.
    boolean unattended() {
        return profile.isPresent() && (password.isPresent() || refreshToken.isPresent());
    }

    @Override
    public String toString() {
        return "Entrance[profile=" + profile + ", ***]";
    }
}
