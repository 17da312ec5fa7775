package io.dotmac.packaging.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.client.ApiClient;
import io.dotmac.model.Json;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import okhttp3.HttpUrl;

/// The routes of customers as subjects: one is read, fifty are listed, one is made; each also as the statements that
/// the server runs for it, taken by the same role under the same row policies.
final class CustomerSubjects {
    private static final String PATH = "/api/v1/customers";
    private static final int CUSTOMERS = 200;
    private static final String COLUMNS =
            "select row_to_json(c)::text from (select id, number, type, status, name, given_name, family_name,"
                    + " company_name, email, phone, tax_id, billing_address, service_address, language, time_zone, tags,"
                    + " created_at, updated_at, version from customers where deleted_at is null";

    private final String token;
    private final String tenant;
    private final String person;
    private final String customer;
    private final AtomicLong next = new AtomicLong();

    private CustomerSubjects(String token, String customer) throws IOException {
        JsonNode claims = Json.mapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]));
        this.token = token;
        this.tenant = claims.path("tid").asText();
        this.person = claims.path("sub").asText();
        this.customer = customer;
    }

    /// Makes customers on the server of `stand`, whose limits are lifted.
    static CustomerSubjects make(Stand stand, String token) throws IOException {
        ApiClient api = new ApiClient(stand.http(), HttpUrl.get(stand.url()), () -> Optional.of(token));
        List<String> ids = new ArrayList<>();
        for (int index = 0; index < CUSTOMERS; index++) {
            ids.add(api.post(PATH, body("made-" + index), JsonNode.class)
                    .path("id")
                    .asText());
        }
        return new CustomerSubjects(token, ids.get(CUSTOMERS / 4));
    }

    /// All of them.
    List<Subject> all() {
        String one = PATH + "/" + customer;
        String list = PATH + "?limit=50";
        return List.of(
                new Subject("P1", "read of one customer, from the database", asking("no-store", one), List.of(one())),
                new Subject(
                        "P1", "read of one customer, from the database and kept", asking("no-cache", one), List.of()),
                new Subject("P1", "read of one customer, kept answer", get(one), List.of()),
                new Subject(
                        "P2", "list of 50 customers, from the database", asking("no-store", list), List.of(fifty())),
                new Subject("P2", "list of 50 customers, kept answer", get(list), List.of()),
                new Subject("P2", "customer made, with audit and event", this::create, making()));
    }

    /// What a transaction of the tenant begins with.
    String opening() {
        return "select set_config('role', schema_name, true), set_config('dotmac.tenant', id::text, true)"
                + " from public.tenants where id = '" + tenant + "' and state = 'active'";
    }

    private String one() {
        return COLUMNS + " and id = '" + customer + "') c";
    }

    private static String fifty() {
        return COLUMNS + " order by created_at, id limit 51) c";
    }

    private List<String> making() {
        return List.of("""
                insert into customers (id, created_at, updated_at, created_by, updated_by, type, status, name,
                  given_name, family_name, email, email_index, phone, phone_index, field_key, language, time_zone)
                values (gen_random_uuid(), now(), now(), '%1$s', '%1$s', 'individual', 'prospect', 'Ann Doe', 'Ann',
                  'Doe', decode(repeat('ab', 60), 'hex'), sha256(gen_random_uuid()::text::bytea),
                  decode(repeat('ab', 50), 'hex'), sha256(gen_random_uuid()::text::bytea), 1, 'en', 'UTC')
                """.formatted(person), """
                insert into public.outbox (tenant_id, event_id, type, aggregate, payload, request_id, only_for, at,
                  traceparent)
                values ('%s', gen_random_uuid(), 'customer.created', 'customer/1', '{"status": "prospect"}', 'req_1',
                  '', now(), '')
                """.formatted(tenant), """
                select public.audit_append('%s', now(), 'user', '%s', 'billing-clerk', 'customer.created', 'customer',
                  '1', null, '%s', 'req_1', '127.0.0.1', repeat('c', 700))
                """.formatted(
                        tenant, person, Json.text(Map.of("name", "Ann Doe", "email", "a".repeat(64)))));
    }

    private byte[] create() {
        return HttpLoad.bytes("POST", PATH, authorized(), Json.text(body("load-" + next.incrementAndGet())));
    }

    private Supplier<byte[]> get(String path) {
        byte[] request = HttpLoad.bytes("GET", path, authorized(), "");
        return () -> request;
    }

    private Supplier<byte[]> asking(String directive, String path) {
        List<String> headers = new ArrayList<>(authorized());
        headers.add("Cache-Control: " + directive);
        byte[] request = HttpLoad.bytes("GET", path, headers, "");
        return () -> request;
    }

    private List<String> authorized() {
        return List.of("Authorization: Bearer " + token);
    }

    private static Map<String, String> body(String name) {
        return Map.of(
                "type", "individual",
                "given_name", "Ann",
                "family_name", "Doe",
                "email", name + "@example.net",
                "phone", "+27 21 555 0100");
    }
}
