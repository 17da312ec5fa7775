/// What a console may have an agent do: a closed list of orders, how each goes on, and what it brings.
@NullMarked
package io.dotmac.model.order;

import org.jspecify.annotations.NullMarked;
