/// Mail servers, spoken to as another mail server would.
@NullMarked
package io.dotmac.agent.probe.smtp;

import org.jspecify.annotations.NullMarked;
