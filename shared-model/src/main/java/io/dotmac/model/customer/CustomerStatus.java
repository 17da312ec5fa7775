package io.dotmac.model.customer;

import java.util.Locale;
import java.util.Set;

/// Where a customer stands: `prospect → active ⇄ suspended`, `active|suspended → churned → archived`.
public enum CustomerStatus {
    /// Not served yet.
    PROSPECT,
    /// Served.
    ACTIVE,
    /// Not served for now.
    SUSPENDED,
    /// Has left.
    CHURNED,
    /// Kept for the record.
    ARCHIVED;

    /// Where a customer may go from here.
    public Set<CustomerStatus> next() {
        return switch (this) {
            case PROSPECT -> Set.of(ACTIVE);
            case ACTIVE -> Set.of(SUSPENDED, CHURNED);
            case SUSPENDED -> Set.of(ACTIVE, CHURNED);
            case CHURNED -> Set.of(ARCHIVED);
            case ARCHIVED -> Set.of();
        };
    }

    /// As it is written in answers.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
