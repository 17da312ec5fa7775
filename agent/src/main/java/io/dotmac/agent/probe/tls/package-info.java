/// Served certificate chains: what is shown, and what of it a strict client would believe.
@NullMarked
package io.dotmac.agent.probe.tls;

import org.jspecify.annotations.NullMarked;
