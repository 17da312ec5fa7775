/// Redis: connection and health.
@NullMarked
package io.dotmac.server.platform.cache;

import org.jspecify.annotations.NullMarked;
