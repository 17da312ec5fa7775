/// Keys that the server signs with, and the tokens that it makes of them.
@NullMarked
package io.dotmac.server.platform.secret;

import org.jspecify.annotations.NullMarked;
