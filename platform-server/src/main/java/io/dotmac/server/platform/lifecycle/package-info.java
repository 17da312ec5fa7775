/// How the server comes up in six phases, how well it is, and how it goes down.
@NullMarked
package io.dotmac.server.platform.lifecycle;

import org.jspecify.annotations.NullMarked;
