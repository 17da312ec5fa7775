/// Judges what nodes report: what is wrong, since when, because of what, and who has it.
///
/// In: rows of the live tables and stored samples, as they come. Out: rows of the topic `ALERTS`, events
/// `alert.fired`, `alert.changed` and `alert.resolved`. Calls fleet, tenant and audit.
@NullMarked
package io.dotmac.server.alert;

import org.jspecify.annotations.NullMarked;
