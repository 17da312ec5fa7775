/// The typed REST and live client of the platform server, on OkHttp; used by the agent and both consoles.
///
/// Everything here blocks the calling thread and says so; nothing knows a screen.
@NullMarked
package io.dotmac.client;

import org.jspecify.annotations.NullMarked;
