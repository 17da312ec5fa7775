/// Command of the demo and of the benchmarks.
@NullMarked
package io.dotmac.packaging;

import org.jspecify.annotations.NullMarked;
