/// The client's live state: rows fed by a snapshot and deltas, kept while the server is away.
@NullMarked
package io.dotmac.console.live;

import org.jspecify.annotations.NullMarked;
