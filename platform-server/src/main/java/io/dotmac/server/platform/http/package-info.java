/// Routes, filters, envelopes and WebSocket channels over Helidon. The only package that knows HTTP.
@NullMarked
package io.dotmac.server.platform.http;

import org.jspecify.annotations.NullMarked;
