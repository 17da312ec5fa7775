/// The pages of the desktop console; each draws a view model of the shared core and has a node for the frame.
@NullMarked
package io.dotmac.gui.view;

import org.jspecify.annotations.NullMarked;
