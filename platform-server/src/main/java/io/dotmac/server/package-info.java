/// The platform server: the `dotmac` command and the composition root that puts the parts together.
@NullMarked
package io.dotmac.server;

import org.jspecify.annotations.NullMarked;
