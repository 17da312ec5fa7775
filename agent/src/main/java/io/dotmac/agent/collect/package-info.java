/// Watches what container engines and clusters run, by their events and watches and not by polling.
///
/// In: the engine's or the cluster's API, read only. Out: states and samples into a [CollectSink]. The client libraries
/// are loaded only when the configuration asks for them.
@NullMarked
package io.dotmac.agent.collect;

import org.jspecify.annotations.NullMarked;
