/// The border between the console core, which works on any thread, and JavaFX, which draws on one.
@NullMarked
package io.dotmac.gui.fx;

import org.jspecify.annotations.NullMarked;
