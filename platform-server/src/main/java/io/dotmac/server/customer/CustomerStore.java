package io.dotmac.server.customer;

import io.dotmac.model.Json;
import io.dotmac.model.customer.Address;
import io.dotmac.model.customer.Customer;
import io.dotmac.model.customer.CustomerId;
import io.dotmac.model.customer.CustomerStatus;
import io.dotmac.model.customer.CustomerType;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.customer.CustomerFields.Column;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Select;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Rows of `customers` in the tenant's own schema.
final class CustomerStore {
    private static final String SELECT = """
            select id, number, type, status, name, given_name, family_name, company_name, email, phone, tax_id,
                   billing_address, service_address, language, time_zone, tags, created_at, updated_at, version
            from customers where deleted_at is null and\s""";

    private static final Select.Text FIND = new Select.Text(SELECT + "id = ?");

    private static final String INSERT = """
            insert into customers (id, created_at, updated_at, created_by, updated_by, type, status, name, given_name,
              family_name, company_name, email, email_index, phone, phone_index, tax_id, tax_id_index, field_key,
              billing_address, service_address, language, time_zone, tags)
            values (:id, :at, :at, :by, :by, :type, :status, :name, :given_name, :family_name, :company_name, :email,
              :email_index, :phone, :phone_index, :tax_id, :tax_id_index, :field_key, cast(:billing_address as jsonb),
              cast(:service_address as jsonb), :language, :time_zone,
              string_to_array(:tags, ','))
            returning number
            """;

    private static final String UPDATE = """
            update customers set updated_at = :at, updated_by = :by, version = :version, type = :type,
              status = :status, name = :name, given_name = :given_name, family_name = :family_name,
              company_name = :company_name, email = :email, email_index = :email_index, phone = :phone,
              phone_index = :phone_index, tax_id = :tax_id, tax_id_index = :tax_id_index, field_key = :field_key,
              billing_address = cast(:billing_address as jsonb), service_address = cast(:service_address as jsonb),
              language = :language, time_zone = :time_zone, tags = string_to_array(:tags, ',')
            where id = :id and version = :version - 1 and deleted_at is null
            """;

    private final CustomerFields fields;

    CustomerStore(CustomerFields fields) {
        this.fields = fields;
    }

    /// What a list is narrowed by beside its filter.
    ///
    /// @param exact columns with blind indexes and the values to look for
    /// @param tag that each row must have
    record Narrowed(Map<Column, String> exact, Optional<String> tag) {}

    /// Keeps a new row and returns its number.
    String insert(Tx tx, Customer customer, UUID by) {
        return bound(tx, tx.handle().createQuery(INSERT), customer, by)
                .mapTo(String.class)
                .one();
    }

    /// Keeps the next version of a row; `false` when the row is not of the version before it.
    boolean update(Tx tx, Customer customer, UUID by) {
        return bound(tx, tx.handle().createUpdate(UPDATE), customer, by)
                        .bind("version", customer.version())
                        .execute()
                == 1;
    }

    /// Takes a row out of sight; `false` when it is no more of that version.
    boolean delete(Tx tx, Customer customer, Instant at, UUID by) {
        return tx.handle()
                        .createUpdate("""
                                update customers set deleted_at = :at, updated_at = :at, updated_by = :by,
                                  version = version + 1
                                where id = :id and version = :version and deleted_at is null
                                """)
                        .bind("at", at.atOffset(ZoneOffset.UTC))
                        .bind("by", by)
                        .bind("id", customer.id().value())
                        .bind("version", customer.version())
                        .execute()
                == 1;
    }

    Optional<Customer> find(Database database, TenantId tenant, CustomerId id) {
        return database.read(tenant, FIND.with(row -> customer(tenant, row), id.value())).stream()
                .findFirst();
    }

    Optional<Customer> find(Tx tx, CustomerId id) {
        TenantId tenant = tenant(tx);
        return tx.handle()
                .createQuery(SELECT + "id = :id")
                .bind("id", id.value())
                .map((row, context) -> customer(tenant, row))
                .findOne();
    }

    /// The rows of a page, and one more where there are more.
    List<Customer> list(Tx tx, ListQuery query, Narrowed narrowed) {
        TenantId tenant = tenant(tx);
        ListSql page = ListSql.of(query);
        StringBuilder condition = new StringBuilder(page.condition());
        Map<String, Object> values = new HashMap<>(page.values());
        narrowed.exact.forEach((column, value) -> {
            condition.append(" and ").append(column.text()).append("_index = :").append(column.text());
            values.put(column.text(), fields.index(tenant, column, value));
        });
        narrowed.tag.ifPresent(tag -> {
            condition.append(" and tags @> array[cast(:tag as text)]");
            values.put("tag", tag);
        });
        return tx.handle()
                .createQuery(SELECT + condition + page.tail())
                .bindMap(values)
                .map((row, context) -> customer(tenant, row))
                .list();
    }

    /// How many rows there are of each field key.
    Map<Integer, Long> keys(Tx tx) {
        return tx
                .handle()
                .createQuery("select field_key, count(*) from customers group by field_key")
                .map((row, context) -> Map.entry(row.getInt(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Encrypts some rows anew that are not of the newest key, deleted ones too; returns how many. Neither version nor
    /// time of change is touched, since nothing is changed for anybody who looks.
    int encryptAnew(Tx tx, int most) {
        TenantId tenant = tenant(tx);
        int key = fields.key();
        List<Sealed> rows = tx.handle()
                .createQuery("""
                        select id, email, phone, tax_id from customers where field_key < :key
                        order by field_key, id limit :most for update skip locked
                        """)
                .bind("key", key)
                .bind("most", most)
                .map((row, context) -> new Sealed(
                        new CustomerId(row.getObject(1, UUID.class)),
                        row.getBytes(2),
                        row.getBytes(3),
                        row.getBytes(4)))
                .list();
        if (!rows.isEmpty()) {
            var batch = tx.handle().prepareBatch("""
                    update customers set email = :email, phone = :phone, tax_id = :tax_id, field_key = :key
                    where id = :id
                    """);
            rows.forEach(row -> batch.bind("id", row.id.value())
                    .bind("key", key)
                    .bind("email", again(tenant, row.id, Column.EMAIL, row.email))
                    .bind("phone", again(tenant, row.id, Column.PHONE, row.phone))
                    .bind("tax_id", again(tenant, row.id, Column.TAX_ID, row.taxId))
                    .add());
            batch.execute();
        }
        return rows.size();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sealed(CustomerId id, byte @Nullable [] email, byte @Nullable [] phone, byte @Nullable [] taxId) {}

    private byte @Nullable [] again(TenantId tenant, CustomerId id, Column column, byte @Nullable [] sealed) {
        return fields.sealed(tenant, id, column, fields.clear(tenant, id, column, sealed));
    }

    private <S extends SqlStatement<S>> S bound(Tx tx, S statement, Customer customer, UUID by) {
        TenantId tenant = tenant(tx);
        seal(statement, tenant, customer.id(), Column.EMAIL, customer.email());
        seal(statement, tenant, customer.id(), Column.PHONE, customer.phone());
        seal(statement, tenant, customer.id(), Column.TAX_ID, customer.taxId());
        return statement
                .bind("id", customer.id().value())
                .bind("at", customer.updatedAt().atOffset(ZoneOffset.UTC))
                .bind("by", by)
                .bind("type", text(customer.type()))
                .bind("status", customer.status().text())
                .bind("name", customer.name())
                .bind("given_name", customer.givenName().orElse(null))
                .bind("family_name", customer.familyName().orElse(null))
                .bind("company_name", customer.companyName().orElse(null))
                .bind("field_key", fields.key())
                .bind(
                        "billing_address",
                        customer.billingAddress().map(Json::text).orElse(null))
                .bind(
                        "service_address",
                        customer.serviceAddress().map(Json::text).orElse(null))
                .bind("language", customer.language())
                .bind("time_zone", customer.timeZone())
                .bind("tags", String.join(",", customer.tags()));
    }

    private void seal(
            SqlStatement<?> statement, TenantId tenant, CustomerId id, Column column, Optional<String> value) {
        statement.bind(column.text(), fields.sealed(tenant, id, column, value));
        statement.bind(column.text() + "_index", fields.index(tenant, column, value));
    }

    /// Not checked again: what was good when it was taken in stays readable under later rules.
    private Customer customer(TenantId tenant, ResultSet row) throws SQLException {
        CustomerId id = new CustomerId(row.getObject("id", UUID.class));
        return new Customer(
                id,
                row.getString("number"),
                CustomerType.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                CustomerStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                Optional.ofNullable(row.getString("given_name")),
                Optional.ofNullable(row.getString("family_name")),
                Optional.ofNullable(row.getString("company_name")),
                fields.clear(tenant, id, Column.EMAIL, row.getBytes("email")),
                fields.clear(tenant, id, Column.PHONE, row.getBytes("phone")),
                fields.clear(tenant, id, Column.TAX_ID, row.getBytes("tax_id")),
                address(row.getString("billing_address")),
                address(row.getString("service_address")),
                row.getString("language"),
                row.getString("time_zone"),
                List.of((String[]) row.getArray("tags").getArray()),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getLong("version"));
    }

    private static Optional<Address> address(@Nullable String json) {
        return Optional.ofNullable(json).map(text -> Json.read(text, Address.class));
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static TenantId tenant(Tx tx) {
        return tx.tenant().orElseThrow(() -> new IllegalStateException("customers belong to a tenant"));
    }
}
