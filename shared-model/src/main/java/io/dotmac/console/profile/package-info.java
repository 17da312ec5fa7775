/// Servers that an operator works with, and being logged in to one of them.
@NullMarked
package io.dotmac.console.profile;

import org.jspecify.annotations.NullMarked;
