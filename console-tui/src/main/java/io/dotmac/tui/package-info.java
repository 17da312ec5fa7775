/// The terminal console: composition root, event loop and command line.
@NullMarked
package io.dotmac.tui;

import org.jspecify.annotations.NullMarked;
