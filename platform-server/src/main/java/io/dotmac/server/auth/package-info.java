/// People let in: log-in, refresh with rotation, log-out. Calls tenant.
@NullMarked
package io.dotmac.server.auth;

import org.jspecify.annotations.NullMarked;
