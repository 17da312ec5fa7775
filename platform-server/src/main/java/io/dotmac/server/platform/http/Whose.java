package io.dotmac.server.platform.http;

import io.dotmac.server.platform.secret.Identity.Home;
import java.util.Optional;

/// Says whose rows a caller means.
@FunctionalInterface
public interface Whose {
    /// A tenant's people mean their own, platform staff those of the tenant that they name; empty when they name none.
    /// A [Refusal] where that is no tenant that the caller may know of.
    ///
    /// @param named by slug or id
    Optional<Home> meant(Caller caller, Optional<String> named);
}
