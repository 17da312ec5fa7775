/// The desktop console: its command line, its one window, and what it brings together.
@NullMarked
package io.dotmac.gui;

import org.jspecify.annotations.NullMarked;
