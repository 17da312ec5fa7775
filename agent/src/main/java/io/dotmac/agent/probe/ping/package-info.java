/// Addresses that must be there.
@NullMarked
package io.dotmac.agent.probe.ping;

import org.jspecify.annotations.NullMarked;
