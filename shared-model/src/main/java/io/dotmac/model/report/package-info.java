/// What an agent sends: one numbered batch of states and samples, and the server's receipt.
@NullMarked
package io.dotmac.model.report;

import org.jspecify.annotations.NullMarked;
