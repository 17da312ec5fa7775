/// View models: what each screen shows, as immutable states; a console only draws them.
@NullMarked
package io.dotmac.console.view;

import org.jspecify.annotations.NullMarked;
