/// Vault and OpenBao.
@NullMarked
package io.dotmac.agent.probe.vault;

import org.jspecify.annotations.NullMarked;
