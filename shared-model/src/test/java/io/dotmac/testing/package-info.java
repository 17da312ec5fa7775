/// Real servers started on this machine, and the rules all modules keep; used by every module's tests and by the demo.
@NullMarked
package io.dotmac.testing;

import org.jspecify.annotations.NullMarked;
