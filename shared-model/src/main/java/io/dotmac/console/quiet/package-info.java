/// Keeping alerts quiet: the dialog for a silence or for work on a node, and the list of what is quiet. Both consoles
/// draw it.
@NullMarked
package io.dotmac.console.quiet;

import org.jspecify.annotations.NullMarked;
