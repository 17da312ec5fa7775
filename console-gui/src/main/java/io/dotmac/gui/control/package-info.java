/// Parts that several views draw with: cards, tiles, badges, the health matrix, line charts. They are handed plain
/// records and know nothing of where those come from.
@NullMarked
package io.dotmac.gui.control;

import org.jspecify.annotations.NullMarked;
