/// Devices that speak SNMP: whether they answer, and what passes their interfaces.
@NullMarked
package io.dotmac.agent.probe.snmp;

import org.jspecify.annotations.NullMarked;
