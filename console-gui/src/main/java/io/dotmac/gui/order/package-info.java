/// What agents are asked to do: the preview of what others would notice, and what it brings.
@NullMarked
package io.dotmac.gui.order;

import org.jspecify.annotations.NullMarked;
