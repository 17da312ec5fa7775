/// What is probed and how: one class per kind of target, one watch per target, a guard against flapping.
///
/// In: targets of the configuration. Out: states and samples, handed to [io.dotmac.agent.probe.ProbeSink].
@NullMarked
package io.dotmac.agent.probe;

import org.jspecify.annotations.NullMarked;
