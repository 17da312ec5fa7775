/// What an operator has agents do, and how it goes on; both consoles show it.
@NullMarked
package io.dotmac.console.order;

import org.jspecify.annotations.NullMarked;
