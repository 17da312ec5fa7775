/// The frame around the views: top bar, connection banner, sidebar, status bar, command palette, key sheet, toasts.
@NullMarked
package io.dotmac.gui.shell;

import org.jspecify.annotations.NullMarked;
