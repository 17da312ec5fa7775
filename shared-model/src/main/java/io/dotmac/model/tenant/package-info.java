/// ISPs on the platform, on the wire.
@NullMarked
package io.dotmac.model.tenant;

import org.jspecify.annotations.NullMarked;
