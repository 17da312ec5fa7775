/// What became of alerts over time: reports, and how long history is kept. Reads what alert writes.
@NullMarked
package io.dotmac.server.alert.history;

import org.jspecify.annotations.NullMarked;
