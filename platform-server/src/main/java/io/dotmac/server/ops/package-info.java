/// How the platform itself does, for its own staff; reads the other parts and changes nothing.
@NullMarked
package io.dotmac.server.ops;

import org.jspecify.annotations.NullMarked;
