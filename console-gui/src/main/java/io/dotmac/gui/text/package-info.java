/// All words of the desktop console, from one message bundle.
@NullMarked
package io.dotmac.gui.text;

import org.jspecify.annotations.NullMarked;
