/// The commands of both consoles, their keys, and the `:` prompt.
@NullMarked
package io.dotmac.console.command;

import org.jspecify.annotations.NullMarked;
