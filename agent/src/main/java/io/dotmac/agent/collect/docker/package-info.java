/// Docker and Podman: the event stream for what happened, inspection for how it is, and a judge who says why.
@NullMarked
package io.dotmac.agent.collect.docker;

import org.jspecify.annotations.NullMarked;
