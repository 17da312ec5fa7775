/// How the platform itself does: its own faults, the queue of jobs, events that were given up; and who has what done
/// again.
@NullMarked
package io.dotmac.server.ops;

import org.jspecify.annotations.NullMarked;
