package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;

/// Hears of nodes that more than one machine claims to be.
@FunctionalInterface
public interface CloneListener {
    /// Called when that begins and when it is over; must return at once.
    ///
    /// @param nodeName for people
    void told(TenantId tenant, NodeId node, String nodeName, boolean cloned);
}
