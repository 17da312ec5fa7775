/// Kubernetes: one informer for each kind of thing, and judges who say why one is not well. Reads only.
@NullMarked
package io.dotmac.agent.collect.kubernetes;

import org.jspecify.annotations.NullMarked;
