/// HTTP endpoints and TCP ports, each check on a fresh connection.
@NullMarked
package io.dotmac.agent.probe.net;

import org.jspecify.annotations.NullMarked;
