/// Keys as the operator names them: `ctrl-k`, `g n`.
@NullMarked
package io.dotmac.console.key;

import org.jspecify.annotations.NullMarked;
