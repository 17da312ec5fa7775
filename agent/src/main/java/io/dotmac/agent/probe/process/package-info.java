/// Processes of the machine, found by name, command line or systemd unit.
@NullMarked
package io.dotmac.agent.probe.process;

import org.jspecify.annotations.NullMarked;
