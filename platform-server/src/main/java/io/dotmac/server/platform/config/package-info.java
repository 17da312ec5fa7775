/// Settings from file, `.env` and environment: read once, checked whole, kept as records.
@NullMarked
package io.dotmac.server.platform.config;

import org.jspecify.annotations.NullMarked;
