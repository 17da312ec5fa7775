/// The one filter language: parsed here, used by every table.
@NullMarked
package io.dotmac.console.filter;

import org.jspecify.annotations.NullMarked;
