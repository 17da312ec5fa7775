/// Both consoles without a screen, the real ones, so that tests and benchmarks read what an operator would see.
@NullMarked
package io.dotmac.packaging.headless;

import org.jspecify.annotations.NullMarked;
