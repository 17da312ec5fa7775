/// Frames of the WebSocket `/api/v1/live`: a snapshot per topic, then deltas.
@NullMarked
package io.dotmac.model.live;

import org.jspecify.annotations.NullMarked;
