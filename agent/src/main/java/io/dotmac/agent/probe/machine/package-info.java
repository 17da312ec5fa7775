/// The machine itself, read from /proc without a fork.
@NullMarked
package io.dotmac.agent.probe.machine;

import org.jspecify.annotations.NullMarked;
