/// The screens: each paints one view model of the console core with the kit.
@NullMarked
package io.dotmac.tui.view;

import org.jspecify.annotations.NullMarked;
