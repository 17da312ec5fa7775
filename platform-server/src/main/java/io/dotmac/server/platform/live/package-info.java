/// Latest rows by topic, and their way to the consoles: snapshot, then coalesced deltas, never unbounded.
@NullMarked
package io.dotmac.server.platform.live;

import org.jspecify.annotations.NullMarked;
