/// Redis: health, and both sides of its replication; the only place that loads its client.
@NullMarked
package io.dotmac.agent.probe.redis;

import org.jspecify.annotations.NullMarked;
