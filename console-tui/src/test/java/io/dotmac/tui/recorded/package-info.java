/// A platform server that plays recorded answers over real HTTP and WebSocket, and a small fleet for it.
@NullMarked
package io.dotmac.tui.recorded;

import org.jspecify.annotations.NullMarked;
