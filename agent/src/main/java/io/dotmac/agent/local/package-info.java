/// What the agent tells on its own machine: its figures for Prometheus, fetched by HTTP.
///
/// In go the reports that also go to the server, so that both always tell the same.
@NullMarked
package io.dotmac.agent.local;

import org.jspecify.annotations.NullMarked;
