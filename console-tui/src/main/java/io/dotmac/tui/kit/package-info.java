/// Widgets that paint into a grid of cells: frame, table, sparkline, prompt, pager. Knows no screen of the product.
@NullMarked
package io.dotmac.tui.kit;

import org.jspecify.annotations.NullMarked;
