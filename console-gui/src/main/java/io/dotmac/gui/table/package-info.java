/// Tables of the shared resources: rows, columns, details, copying and export.
@NullMarked
package io.dotmac.gui.table;

import org.jspecify.annotations.NullMarked;
