/// Nodes, the dependencies they probe and the replication links between them: the state that both consoles show.
@NullMarked
package io.dotmac.model.fleet;

import org.jspecify.annotations.NullMarked;
