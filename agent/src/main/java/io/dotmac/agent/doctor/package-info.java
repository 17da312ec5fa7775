/// Looks at what the agent stands on (files, rights, clock, names, server, engines) and says what to do about it.
///
/// In goes the configuration, out come lines; nothing is changed.
@NullMarked
package io.dotmac.agent.doctor;

import org.jspecify.annotations.NullMarked;
