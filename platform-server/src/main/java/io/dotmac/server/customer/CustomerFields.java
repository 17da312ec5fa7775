package io.dotmac.server.customer;

import io.dotmac.model.customer.CustomerId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.secret.Field;
import io.dotmac.server.platform.secret.FieldCipher;
import io.dotmac.server.platform.secret.Normal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What identifies a person, between clear text and columns of `customers`.
final class CustomerFields {
    private static final String TABLE = "customers";

    private final FieldCipher cipher;

    CustomerFields(FieldCipher cipher) {
        this.cipher = cipher;
    }

    /// Columns that are encrypted and have a blind index.
    enum Column {
        /// E-mail address.
        EMAIL("email"),
        /// Telephone number.
        PHONE("phone"),
        /// Tax id.
        TAX_ID("tax_id");

        private final String text;

        Column(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        private String normal(String value) {
            return switch (this) {
                case EMAIL -> Normal.email(value);
                case PHONE -> Normal.phone(value);
                case TAX_ID -> Normal.code(value);
            };
        }
    }

    /// Number of the key that [#sealed] uses now.
    int key() {
        return cipher.newestKey();
    }

    byte @Nullable [] sealed(TenantId tenant, CustomerId row, Column column, Optional<String> value) {
        return value.map(text -> cipher.encrypt(place(tenant, row, column), text))
                .orElse(null);
    }

    Optional<String> clear(TenantId tenant, CustomerId row, Column column, byte @Nullable [] sealed) {
        return sealed == null ? Optional.empty() : Optional.of(cipher.decrypt(place(tenant, row, column), sealed));
    }

    byte @Nullable [] index(TenantId tenant, Column column, Optional<String> value) {
        return value.map(text -> index(tenant, column, text)).orElse(null);
    }

    byte[] index(TenantId tenant, Column column, String value) {
        return cipher.index(tenant, TABLE, column.text, column.normal(value));
    }

    private static Field place(TenantId tenant, CustomerId row, Column column) {
        return new Field(tenant.toString(), TABLE, column.text, row.toString());
    }
}
