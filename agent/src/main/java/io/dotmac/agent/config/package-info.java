/// The agent's configuration: YAML with `${env:NAME}`, checked whole, every violation listed at once.
///
/// In: a file. Out: [io.dotmac.agent.config.AgentConfig], which nothing reads a setting around.
@NullMarked
package io.dotmac.agent.config;

import org.jspecify.annotations.NullMarked;
