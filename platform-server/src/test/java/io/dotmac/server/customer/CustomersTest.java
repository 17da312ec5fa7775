package io.dotmac.server.customer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestCaller.Reply;
import io.dotmac.server.TestPlatform;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomersTest {
    private static final String ALL = "/api/v1/customers";

    private static TestPlatform platform;
    private static TestCaller clerk;
    private static TestCaller other;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
        clerk = new TestCaller(platform, TestPlatform.CLERK);
        other = new TestCaller(platform, TestPlatform.OTHER_CLERK);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void customerComesBackAsItWasTold() {
        Reply made = clerk.post(ALL, """
                {"type": "business", "company_name": "Meyer GmbH", "given_name": "Anna", "family_name": "Meyer",
                 "email": "Anna.Meyer@example.org", "phone": "+49 30 1234-567", "tax_id": "DE 123.456",
                 "billing_address": {"line1": "Hauptstr. 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
                 "language": "de", "time_zone": "Europe/Berlin", "tags": ["vip", "fibre"]}
                """);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.etag()).isEqualTo("\"1\"");

        Reply shown = clerk.get(ALL + "/" + id(made));

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.attributes()).isEqualTo(made.attributes());
        assertThat(shown.attributes().path("number").asText()).matches("C[0-9]{6}");
        assertThat(shown.attributes().path("status").asText()).isEqualTo("prospect");
        assertThat(shown.attributes().path("name").asText()).isEqualTo("Meyer GmbH");
        assertThat(shown.attributes().path("email").asText()).isEqualTo("Anna.Meyer@example.org");
        assertThat(shown.attributes().path("phone").asText()).isEqualTo("+49 30 1234-567");
        assertThat(shown.attributes().at("/billing_address/city").asText()).isEqualTo("Berlin");
        assertThat(shown.attributes().path("tags")).hasSize(2);
    }

    @Test
    void customerIsFoundByWhatIsEncryptedHoweverItIsWritten() {
        String id = id(person("Lou", "lou@example.org", "+44 20 7946 0123"));

        assertThat(ids("email=LOU@Example.org")).containsExactly(id);
        assertThat(ids("phone=00442079460123")).containsExactly(id);
        assertThat(ids("phone=%2B44(20)7946-0123")).containsExactly(id);
        assertThat(ids("email=lou@example.com")).isEmpty();
        assertThat(ids(other, "email=lou@example.org")).isEmpty();
    }

    @Test
    void emailBelongsToOneCustomerOfATenant() {
        Reply first = person("Max", "max@example.org", "");
        assertThat(person("Max2", "MAX@example.org", "").code()).isEqualTo("EMAIL_TAKEN");
        assertThat(person(other, "Max", "max@example.org", "").status()).isEqualTo(201);

        Reply gone = clerk.call("DELETE", ALL + "/" + id(first), "", Map.of("If-Match", "\"1\""));

        assertThat(gone.status()).isEqualTo(204);
        assertThat(clerk.get(ALL + "/" + id(first)).status()).isEqualTo(404);
        assertThat(person("Max3", "max@example.org", "").status()).isEqualTo(201);
    }

    @Test
    void emailCannotBeTakenByAChangeEither() {
        person("Eve", "eve@example.org", "");
        Reply second = person("Eva", "eva@example.org", "");

        Reply changed = change(second, "{\"email\": \"Eve@example.org\"}");

        assertThat(changed.status()).isEqualTo(409);
        assertThat(changed.code()).isEqualTo("EMAIL_TAKEN");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "business", "given_name": "A"}                         | company_name is missing
            {"type": "enterprise", "company_name": " "}                     | company_name is missing
            {"type": "individual"}                                          | given_name and family_name are missing
            {"type": "individual", "given_name": "A", "email": "not-mail-7"} | email must be an address
            {"type": "individual", "given_name": "A", "phone": "030 1234567"} | phone must be a number with country code
            {"type": "individual", "given_name": "A", "phone": "+49 30"}    | phone must be a number
            {"type": "individual", "given_name": "A", "time_zone": "Mars"}  | time_zone must be
            {"type": "individual", "given_name": "A", "language": "german"} | language must be
            {"type": "individual", "given_name": "A", "tags": ["No Good"]}  | tags must each
            {"type": "robot", "given_name": "A"}                            | type
            {"given_name": "A"}                                             | type
            """)
    void whatIsWrongIsToldAndNotRepeated(String json, String message) {
        Reply refused = clerk.post(ALL, json);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().toString()).contains(message).doesNotContain("not-mail-7", "1234567");
    }

    @Test
    void changeKeepsWhatItDoesNotNameAndTakesAwayWhatIsEmpty() {
        Reply made = person("Kim", "kim@example.org", "+1 202 555 0100");

        Reply changed = change(made, "{\"phone\": \"\", \"family_name\": \"Lee\", \"tags\": [\"a\"]}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.etag()).isEqualTo("\"2\"");
        assertThat(changed.attributes().path("name").asText()).isEqualTo("Kim Lee");
        assertThat(changed.attributes().path("email").asText()).isEqualTo("kim@example.org");
        assertThat(changed.attributes().has("phone")).isFalse();
        assertThat(clerk.get(ALL + "/" + id(made)).attributes()).isEqualTo(changed.attributes());
        assertThat(ids("phone=%2B12025550100")).isEmpty();
    }

    @Test
    void changeOfWhatSomebodyElseHasChangedIsRefused() {
        Reply made = person("Ann", "ann@example.org", "");
        change(made, "{\"family_name\": \"One\"}");

        Reply late = change(made, "{\"family_name\": \"Two\"}");

        assertThat(late.status()).isEqualTo(412);
        assertThat(clerk.get(ALL + "/" + id(made)).attributes().path("name").asText())
                .isEqualTo("Ann One");
    }

    @ParameterizedTest
    @CsvSource({
        "'',                     activate, active",
        "activate,               suspend,  suspended",
        "activate suspend,       resume,   active",
        "activate,               churn,    churned",
        "activate suspend,       churn,    churned",
        "activate churn,         archive,  archived",
    })
    void customerGoesItsWay(String before, String move, String status) {
        Reply made = moved(before);

        Reply done = clerk.post(ALL + "/" + id(made) + "/" + move, "");

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.attributes().path("status").asText()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "'',                     suspend,  'prospect cannot be moved by suspend; allowed: activate'",
        "'',                     archive,  'allowed: activate'",
        "activate,               resume,   'active cannot be moved by resume; allowed: suspend, churn'",
        "activate suspend,       archive,  'allowed: resume, churn'",
        "activate churn,         activate, 'churned cannot be moved by activate; allowed: archive'",
        "activate churn archive, activate, 'archived cannot be moved by activate; allowed: nothing'",
    })
    void wayThatDoesNotExistIsRefusedWithThoseThatDo(String before, String move, String message) {
        Reply made = moved(before);

        Reply refused = clerk.post(ALL + "/" + id(made) + "/" + move, "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("MOVE_NOT_ALLOWED");
        assertThat(refused.body().at("/error/message").asText()).contains(message);
    }

    @Test
    void listIsFilteredSearchedAndPaged() {
        for (int n = 1; n <= 5; n++) {
            clerk.post(ALL, """
                    {"type": "individual", "given_name": "Pager%d", "tags": ["paged"]}""".formatted(n));
        }
        Reply first = clerk.get(ALL + "?tag=paged&limit=2&sort=name");
        Reply second = clerk.get(first.body().at("/links/next").asText());

        assertThat(names(first)).containsExactly("Pager1", "Pager2");
        assertThat(names(second)).containsExactly("Pager3", "Pager4");
        assertThat(names(clerk.get(ALL + "?tag=paged&filter=name~ger5"))).containsExactly("Pager5");
        assertThat(names(clerk.get(ALL + "?tag=paged&filter=status=active"))).isEmpty();
        assertThat(clerk.get(ALL + "?filter=type=robot").status()).isEqualTo(400);
        assertThat(clerk.get(ALL + "?filter=email=x").status()).isEqualTo(400);
    }

    @Test
    void customerOfAnotherTenantDoesNotExist() {
        Reply made = person("Ina", "ina@example.org", "");
        String path = ALL + "/" + id(made);

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.call("PATCH", path, "{\"given_name\": \"X\"}", Map.of("If-Match", "\"1\""))
                        .status())
                .isEqualTo(404);
        assertThat(other.call("DELETE", path, "", Map.of("If-Match", "\"1\"")).status())
                .isEqualTo(404);
        assertThat(other.post(path + "/activate", "").status()).isEqualTo(404);
        assertThat(other.get(ALL + "?tenant=acme").status()).isEqualTo(404);
        assertThat(clerk.get(path).attributes().path("version").asInt()).isEqualTo(1);
    }

    @Test
    void whoMayOnlyReadDoesNotWrite() {
        TestCaller operator = new TestCaller(platform, TestPlatform.OPERATOR);
        TestCaller viewer = new TestCaller(platform, TestPlatform.VIEWER);

        assertThat(operator.get(ALL).status()).isEqualTo(200);
        assertThat(operator.post(ALL, "{}").status()).isEqualTo(403);
        assertThat(viewer.get(ALL).status()).isEqualTo(403);
    }

    @Test
    void platformStaffNameTheTenant() {
        TestCaller root = new TestCaller(platform, TestPlatform.ROOT);

        assertThat(root.get(ALL).body().at("/error/message").asText())
                .contains("tenant is missing; name the ISP that is meant");
        assertThat(root.get(ALL + "?tenant=acme").status()).isEqualTo(200);
        assertThat(root.get(ALL + "?tenant=nobody").status()).isEqualTo(404);
    }

    @Test
    void eachChangeIsAuditedAndTold() {
        Reply made = person("Tom", "tom@example.org", "");
        String id = id(made);
        change(made, "{\"email\": \"tom2@example.org\"}");
        clerk.post(ALL + "/" + id + "/activate", "");

        assertThat(platform.value("select string_agg(action, ' ' order by seq) from public.audit_logs"
                        + " where target_id = '" + id + "'"))
                .isEqualTo("customer.created customer.updated customer.activated");
        assertThat(platform.value("select string_agg(before ->> 'email' || (after ->> 'email'), '') from"
                        + " (select before::jsonb, after::jsonb from public.audit_logs where action = 'customer.updated'"
                        + " and target_id = '" + id + "') one"))
                .matches("hidden:[0-9a-f]{8}hidden:[0-9a-f]{8}");
    }

    @Test
    void sameOrderIsCarriedOutOnce() {
        String order = "{\"type\": \"individual\", \"given_name\": \"Once\", \"tags\": [\"once\"]}";
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());

        Reply first = clerk.call("POST", ALL, order, key);
        Reply again = clerk.call("POST", ALL, order, key);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(ids("tag=once")).containsExactly(id(first));
        assertThat(clerk.call("POST", ALL, order.replace("Once", "Twice"), key).status())
                .isEqualTo(422);
        assertThat(platform.value("select encode(body, 'escape') from public.idempotency_keys where key = '"
                        + key.get("Idempotency-Key") + "'"))
                .doesNotContain("Once");
    }

    @Test
    void changeNamesTheVersionItIsBasedOn() {
        Reply made = person("Vera", "", "");

        assertThat(clerk.call("PATCH", ALL + "/" + id(made), "{\"given_name\": \"V\"}", Map.of())
                        .status())
                .isEqualTo(428);
    }

    @Test
    void keptAnswerIsNeverStaleAndTellsRedisNothing() {
        Reply made = person("Kept", "kept@example.org", "");
        String one = ALL + "/" + id(made);

        assertThat(clerk.get(one).header("X-Cache")).isEqualTo("MISS");
        Reply hit = clerk.get(one);
        assertThat(hit.header("X-Cache")).isEqualTo("HIT");
        assertThat(hit.body().at("/data/attributes/email").asText()).isEqualTo("kept@example.org");
        assertThat(TestPlatform.redisValues("api:*")).isNotEmpty().doesNotContain("kept@example.org");

        change(made, "{\"email\": \"new@example.org\"}");
        assertThat(clerk.get(one).body().at("/data/attributes/email").asText()).isEqualTo("new@example.org");
        assertThat(new TestCaller(platform, TestPlatform.OTHER_CLERK).get(one).status())
                .isEqualTo(404);
    }

    private static Reply moved(String moves) {
        Reply made = person("Mover", "", "");
        for (String move : moves.isEmpty() ? new String[0] : moves.split(" ")) {
            assertThat(clerk.post(ALL + "/" + id(made) + "/" + move, "").status())
                    .isEqualTo(200);
        }
        return made;
    }

    private static Reply person(String name, String email, String phone) {
        return person(clerk, name, email, phone);
    }

    private static Reply person(TestCaller caller, String name, String email, String phone) {
        return caller.post(ALL, """
                {"type": "individual", "given_name": "%s", "email": "%s", "phone": "%s"}""".formatted(name, email, phone));
    }

    private static Reply change(Reply made, String json) {
        return clerk.call("PATCH", ALL + "/" + id(made), json, Map.of("If-Match", made.etag()));
    }

    private static String id(Reply reply) {
        return reply.body().at("/data/id").asText();
    }

    private static List<String> ids(String query) {
        return ids(clerk, query);
    }

    private static List<String> ids(TestCaller caller, String query) {
        return texts(caller.get(ALL + "?" + query), "/id");
    }

    private static List<String> names(Reply reply) {
        return texts(reply, "/attributes/name");
    }

    private static List<String> texts(Reply reply, String part) {
        JsonNode data = reply.body().path("data");
        return StreamSupport.stream(data.spliterator(), false)
                .map(one -> one.at(part).asText())
                .toList();
    }
}
