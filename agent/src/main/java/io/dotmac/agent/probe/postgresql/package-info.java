/// PostgreSQL: health, and both sides of streaming replication.
@NullMarked
package io.dotmac.agent.probe.postgresql;

import org.jspecify.annotations.NullMarked;
