package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;

/// A node and whose it is.
///
/// @param tenant whose
/// @param node which
record NodeKey(TenantId tenant, NodeId node) {}
