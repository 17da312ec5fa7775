/// Writes samples on to a store of metrics by Prometheus' remote-write protocol. Calls nothing but the platform
/// and what knows measured values over time.
@NullMarked
package io.dotmac.server.fleet.remote;

import org.jspecify.annotations.NullMarked;
