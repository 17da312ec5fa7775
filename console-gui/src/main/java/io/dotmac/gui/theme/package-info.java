/// How the desktop console looks: colours of both appearances, bundled fonts, zoom. Colours come from the tokens that
/// both consoles share; style sheets name them, canvases ask [Palette] for them.
@NullMarked
package io.dotmac.gui.theme;

import org.jspecify.annotations.NullMarked;
