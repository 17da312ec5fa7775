package io.dotmac.model.alert;

import io.dotmac.model.Check;

/// Through what a node is reached.
///
/// @param node its name
/// @param through name of another node, down when its agent is silent; with a slash and a target behind, something that
///     another node watches, down when that is: `edge-1` or `edge-1/core-router`
public record Uplink(String node, String through) {
    private static final int MOST = 200;

    /// Refuses what is empty, too long, or the node itself.
    public Uplink {
        Check.name("node", node, MOST);
        Check.name("through", through, MOST);
        if (node.indexOf('/') >= 0) {
            throw new IllegalArgumentException("node is " + node + ", must be the name of a node, without a slash");
        }
        if (through.startsWith("/") || through.endsWith("/")) {
            throw new IllegalArgumentException(
                    "through is " + through + ", must be a node or a node, a slash and a target of it");
        }
        if (node.equals(nodeOf(through))) {
            throw new IllegalArgumentException("through is " + through + ", must be of another node than " + node);
        }
    }

    private static String nodeOf(String through) {
        int slash = through.indexOf('/');
        return slash < 0 ? through : through.substring(0, slash);
    }
}
