package io.dotmac.console.order;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.order.Order;
import java.util.List;

/// An order before it is given: what a command means for a row.
///
/// @param node whose agent is to do it
/// @param order what to do
/// @param title for example `logs of web on app-1`
/// @param preview what the operator has to know before, empty when it is given at once
public record Errand(NodeId node, Order order, String title, List<String> preview) {
    /// Copies the preview.
    public Errand {
        preview = List.copyOf(preview);
    }

    /// Whether it must be confirmed first.
    public boolean needsConfirming() {
        return !preview.isEmpty();
    }
}
