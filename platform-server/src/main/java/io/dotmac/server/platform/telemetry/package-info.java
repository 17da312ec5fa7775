/// Logs and metrics of the server itself.
@NullMarked
package io.dotmac.server.platform.telemetry;

import org.jspecify.annotations.NullMarked;
