/// How fast the agent works: waiting that can be cut short, and the quicker pace while somebody looks.
@NullMarked
package io.dotmac.agent.pace;

import org.jspecify.annotations.NullMarked;
