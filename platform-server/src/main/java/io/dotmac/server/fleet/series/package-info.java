/// Measured values over time: their roll-ups to minutes and hours, how long each is kept, and how ranges of them are
/// read. Calls nothing but the platform.
@NullMarked
package io.dotmac.server.fleet.series;

import org.jspecify.annotations.NullMarked;
