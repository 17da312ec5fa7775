package io.dotmac.model.agent;

import io.dotmac.model.fleet.NodeId;

/// Answer to an [Enrolment].
///
/// @param node the id under which this agent reports from now on
/// @param tenant slug of the ISP that owns it
public record Enrolled(NodeId node, String tenant) {}
