package io.dotmac.server.customer;

import io.dotmac.model.customer.Customer;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.customer.CustomerFields.Column;
import java.util.HexFormat;
import java.util.Optional;

/// A customer as the audit trail keeps it: in place of what is encrypted stands a short sign of it, which tells whether
/// it was changed and nothing else.
///
/// @param customer with signs
record HiddenCustomer(
        @com.fasterxml.jackson.annotation.JsonValue Customer customer) {
    private static final int SIGN_BYTES = 4;

    static HiddenCustomer of(CustomerFields fields, TenantId tenant, Customer shown) {
        return new HiddenCustomer(new Customer(
                shown.id(),
                shown.number(),
                shown.type(),
                shown.status(),
                shown.name(),
                shown.givenName(),
                shown.familyName(),
                shown.companyName(),
                sign(fields, tenant, Column.EMAIL, shown.email()),
                sign(fields, tenant, Column.PHONE, shown.phone()),
                sign(fields, tenant, Column.TAX_ID, shown.taxId()),
                shown.billingAddress(),
                shown.serviceAddress(),
                shown.language(),
                shown.timeZone(),
                shown.tags(),
                shown.createdAt(),
                shown.updatedAt(),
                shown.version()));
    }

    private static Optional<String> sign(
            CustomerFields fields, TenantId tenant, Column column, Optional<String> value) {
        return value.map(
                text -> "hidden:" + HexFormat.of().formatHex(fields.index(tenant, column, text), 0, SIGN_BYTES));
    }
}
