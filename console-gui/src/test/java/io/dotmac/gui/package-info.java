/// Tests of the desktop console.
@NullMarked
package io.dotmac.gui;

import org.jspecify.annotations.NullMarked;
