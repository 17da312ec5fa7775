/// Turns values into the few characters that a screen has for them: cleaned text, units, ages, sparklines.
@NullMarked
package io.dotmac.console.text;

import org.jspecify.annotations.NullMarked;
