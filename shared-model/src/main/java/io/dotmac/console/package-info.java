/// What both consoles share, free of any user interface toolkit: declared once, only drawn twice.
@NullMarked
package io.dotmac.console;

import org.jspecify.annotations.NullMarked;
