package io.dotmac.server.customer;

import io.dotmac.model.customer.CustomerStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Ways from one status to another, as the API names them.
enum CustomerMove {
    /// A prospect is served.
    ACTIVATE(CustomerStatus.PROSPECT, CustomerStatus.ACTIVE, "activated"),
    /// Is not served for now.
    SUSPEND(CustomerStatus.ACTIVE, CustomerStatus.SUSPENDED, "suspended"),
    /// Is served again.
    RESUME(CustomerStatus.SUSPENDED, CustomerStatus.ACTIVE, "resumed"),
    /// Leaves.
    CHURN(CustomerStatus.ACTIVE, CustomerStatus.CHURNED, "churned"),
    /// Is kept for the record only.
    ARCHIVE(CustomerStatus.CHURNED, CustomerStatus.ARCHIVED, "archived");

    private final CustomerStatus usual;
    private final CustomerStatus target;
    private final String pastTense;

    CustomerMove(CustomerStatus usual, CustomerStatus target, String pastTense) {
        this.usual = usual;
        this.target = target;
        this.pastTense = pastTense;
    }

    /// Those that lead on from `status`.
    static List<CustomerMove> from(CustomerStatus status) {
        return Arrays.stream(values()).filter(move -> move.leads(status)).toList();
    }

    /// Whether it leads on from `status`; who is suspended may leave, too.
    boolean leads(CustomerStatus status) {
        return status == usual || (this == CHURN && status == CustomerStatus.SUSPENDED);
    }

    CustomerStatus target() {
        return target;
    }

    String pastTense() {
        return pastTense;
    }

    String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
