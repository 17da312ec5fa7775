/// The operator's terminal: raw mode and its way back, keys from bytes, few bytes out, what colours and glyphs it has.
@NullMarked
package io.dotmac.tui.terminal;

import org.jspecify.annotations.NullMarked;
