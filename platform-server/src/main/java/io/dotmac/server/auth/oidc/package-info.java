/// OpenID Connect as a client: finds a provider, sends the browser there, and checks what comes back. Knows no users.
@NullMarked
package io.dotmac.server.auth.oidc;

import org.jspecify.annotations.NullMarked;
