/// The look as data: severity marks and the tokens of the dark and the light theme.
@NullMarked
package io.dotmac.console.look;

import org.jspecify.annotations.NullMarked;
