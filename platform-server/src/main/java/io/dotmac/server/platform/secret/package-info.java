/// Keys that the server signs and encrypts with, where they come from, and what it makes of them.
@NullMarked
package io.dotmac.server.platform.secret;

import org.jspecify.annotations.NullMarked;
