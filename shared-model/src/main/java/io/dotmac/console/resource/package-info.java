/// The tables of both consoles, declared once: columns, details, severity.
@NullMarked
package io.dotmac.console.resource;

import org.jspecify.annotations.NullMarked;
