package io.dotmac.server.generated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.MadeUser;
import io.dotmac.model.auth.NewUser;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestCaller.Reply;
import io.dotmac.server.TestConsole;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.testing.Findings;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The owner of one ISP takes every id, page, key and topic of another to every route: nothing is told, nothing is
/// changed. Routes come from the document, ids from the rows; the pool is as small as it can be.
class StrangersTest {
    private static final String OWNER = "owner@acme.example";
    private static final String STRANGER = "owner@bolt.example";

    /// What ACME keeps, each by its column of the tenant.
    private static final String IDS = """
            select distinct value from (
              select (xpath('//value/text()', query_to_xml(format(
                'select %1$I::text as value from %2$I.%3$I where tenant_id = %4$L and %1$I is not null limit 40',
                a.attname, n.nspname, c.relname, t.id), false, false, ''))) as found
              from pg_attribute a
              join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition
              join pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_'
              join pg_attribute o on o.attrelid = c.oid and o.attname = 'tenant_id',
              public.tenants t
              where a.atttypid = 'uuid'::regtype and not a.attisdropped and t.slug = 'acme'
              union all
              select (xpath('//value/text()', query_to_xml(
                'select id::text as value from tenant_acme.customers', false, false, ''))))
              every, unnest(every.found::text[]) as value
            where value not in (select id::text from public.users where tenant_id is null)
            """;

    /// One line a table of what is ACME's; what the server itself keeps writing is left out.
    private static final String DIGEST = """
            select string_agg(name || ' ' || digest, e'\\n' order by name) from (
              select n.nspname || '.' || c.relname as name, (xpath('//value/text()', query_to_xml(format(
                'select coalesce(md5(string_agg(line, '''' order by line)), ''none'') as value from (
                 select (to_jsonb(x) - array[''state'', ''state_since'', ''last_seen''])::text as line from %I.%I x %s) y',
                n.nspname, c.relname, case when n.nspname = 'tenant_acme' then '' else
                  format('where tenant_id = %L', t.id) end), false, false, '')))[1]::text as digest
              from pg_class c join pg_namespace n on n.oid = c.relnamespace, public.tenants t
              where t.slug = 'acme' and c.relkind in ('r', 'p') and not c.relispartition
                and (n.nspname = 'tenant_acme' or n.nspname !~ '^(pg_|tenant_)' and exists (select 1 from pg_attribute
                  where attrelid = c.oid and attname = 'tenant_id'))
                and c.relname not in ('sessions', 'refresh_tokens', 'outbox', 'consumed_events', 'audit_checkpoints',
                  'alerts', 'transitions'))
              one
            """;

    private static TestPlatform platform;
    private static TestAgent agent;
    private static TestCaller owner;
    private static TestCaller stranger;
    private static JsonNode document;
    private static SortedSet<String> ids;

    private final SortedMap<Integer, Integer> answers = new TreeMap<>();
    private final SortedSet<String> violations = new TreeSet<>();

    /// What the leaking route tells.
    record Leak(String text) {}

    private record Operation(String method, String path, JsonNode declared) {
        boolean has(String parameter) {
            return Stream.of(declared.path("parameters"))
                    .flatMap(all -> all.valueStream())
                    .anyMatch(one -> one.path("name").asText().equals(parameter));
        }

        boolean hasPart() {
            return path.contains("{");
        }

        String at(String id) {
            return path.replaceAll("\\{[^}]+}", id);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        platform = TestPlatform.start(
                LocalPostgres.shared().copyOf(TestPlatform.template()),
                Map.of("DATABASE__POOL_SIZE", "1", "DATABASE__CONNECTION_TIMEOUT", "20s"),
                List.of(Route.get(
                                "/api/v1/broken/{id}",
                                Access.needs(Permission.FLEET_READ),
                                call -> Documents.one(call, "leak", "1", new Leak(ids.first() + ids.last())))
                        .as("leaking", "Forgets whose it is")
                        .gives("leak", Leak.class)));
        ApiClient root = platform.as(TestPlatform.ROOT);
        make(root, OWNER, "acme");
        make(root, STRANGER, "bolt");
        agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "acme-node");
        TestAgent.enrol(platform, TestPlatform.OPERATOR, "acme-second");
        agent.send(TestReports.of("b1", 1, platform.clock().instant())
                .with("redis", Health.DOWN)
                .withLink("standby", 3)
                .report());
        owner = new TestCaller(platform, OWNER);
        stranger = new TestCaller(platform, STRANGER);
        document = owner.get("/openapi.json").body();
        furnish();
        ids = new TreeSet<>(Arrays.asList(platform.value("select string_agg(value, ' ') from (" + IDS + ") x")
                .split(" ", -1)));
    }

    private static void make(ApiClient root, String email, String tenant) throws IOException {
        root.post(
                "/api/v1/users",
                new NewUser(
                        email,
                        "Owner",
                        List.of("owner"),
                        Optional.empty(),
                        Optional.of(TestPlatform.PASSWORD),
                        Optional.of(tenant)),
                MadeUser.class);
    }

    /// Gives ACME something of each kind.
    private static void furnish() {
        for (int index = 0; index < 3; index++) {
            made(owner.post("/api/v1/customers", customer("c" + index)));
            made(owner.post("/api/v1/api-keys", "{\"name\":\"k" + index + "\",\"permissions\":[\"fleet:read\"]}"));
            made(owner.post(
                    "/api/v1/service-accounts",
                    "{\"name\":\"s" + index + "\",\"roles\":[],\"permissions\":[\"fleet:read\"]}"));
            made(owner.post("/api/v1/agents/enrolment-tokens", "{\"name\":\"n" + index + "\"}"));
            made(owner.post(
                    "/api/v1/silences",
                    "{\"matchers\":[{\"name\":\"node\",\"value\":\"n" + index
                            + "\",\"is_regex\":false,\"is_equal\":true}],\"ends_at\":\""
                            + platform.clock().instant().plusSeconds(3_600) + "\",\"reason\":\"work\"}"));
        }
    }

    private static void made(Reply reply) {
        assertThat(reply.status()).as(reply.body().toString()).isBetween(200, 201);
    }

    private static String customer(String name) {
        return "{\"type\":\"individual\",\"given_name\":\"Ann\",\"email\":\"" + name + "@example.net\"}";
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void everyForeignIdOnEveryRouteTellsAndChangesNothing() {
        Samples samples = new Samples(document);
        String before = platform.value(DIGEST);
        int own = 0;
        int tried = 0;
        for (Operation operation : operations()) {
            if (!operation.hasPart()) {
                continue;
            }
            JsonNode schema = operation.declared.at("/requestBody/content/application~1json/schema");
            String body = schema.isMissingNode() ? "" : samples.good(schema, 0).toString();
            for (String id : ids) {
                if (operation.method.equals("GET")) {
                    own += owner.get(operation.at(id)).status() == 200 ? 1 : 0;
                }
                Reply reply = stranger.call(operation.method, operation.at(id), body, Map.of("If-Match", "\"1\""));
                tried++;
                check(operation, id, reply);
            }
        }

        Findings.tell(
                getClass(),
                "foreign ids: %d requests with %d ids, %d of them good for their owner, answers %s"
                        .formatted(tried, ids.size(), own, answers));
        assertThat(own).as("ids that lead somewhere").isGreaterThan(20);
        assertThat(ids).hasSizeGreaterThan(20);
        List<String> unchanged = before.lines().toList();
        assertThat(platform.value(DIGEST).lines().filter(line -> !unchanged.contains(line)))
                .as("tables of ACME that were changed")
                .isEmpty();
        assertThat(platform.value("select count(*) from alert.alerts where ack is not null or owner is not null"))
                .isEqualTo("0");
        assertThat(violations.stream().filter(one -> !one.contains("/api/v1/broken")))
                .isEmpty();
        assertThat(violations).as("the route that is broken on purpose").isNotEmpty();
    }

    private void check(Operation operation, String id, Reply reply) {
        answers.merge(reply.status(), 1, Integer::sum);
        String where = operation.method + " " + operation.at(id) + " answered " + reply.status();
        JsonNode data = reply.body().path("data");
        boolean nothing = reply.status() == 200 && data.isArray() && data.isEmpty();
        if (!nothing && (reply.status() < 400 || reply.status() > 499)) {
            violations.add(where + " " + reply.body());
        }
        tells(where, reply.body().toString(), id);
    }

    private void tells(String where, String text, String asked) {
        ids.stream()
                .filter(other -> !other.equals(asked) && text.contains(other))
                .forEach(other -> violations.add(where + " and tells " + other));
    }

    @Test
    void noListTellsAStrangerAndNoForeignPageIsTurned() {
        int lists = 0;
        int pages = 0;
        for (Operation operation : operations()) {
            if (!operation.has("cursor") || operation.hasPart()) {
                continue;
            }
            lists++;
            owner.get(operation.path); // kept, where answers are kept
            Reply mine = stranger.get(operation.path);
            tells(operation.path, mine.body().toString(), "");
            String next = owner.get(operation.path + "?limit=1")
                    .body()
                    .at("/links/next")
                    .asText();
            if (next.isEmpty()) {
                continue;
            }
            pages++;
            Reply turned = stranger.get(next);
            if (turned.status() != 400) {
                violations.add(next + " answered " + turned.status() + " " + turned.body());
            }
            String edited = next.replaceFirst("cursor=.", "cursor=%41");
            tells(edited, stranger.get(edited).body().toString(), "");
            Reply named = stranger.get(operation.path + "?tenant=acme");
            tells(operation.path + "?tenant=acme", named.body().toString(), "");
        }

        Findings.tell(getClass(), "lists: %d lists, %d foreign pages turned".formatted(lists, pages));
        assertThat(pages).isGreaterThan(8);
        assertThat(violations).isEmpty();
    }

    @Test
    void keyOfAnOrderIsKnownToItsTenantAlone() {
        Map<String, String> bodies = Map.of(
                "/api/v1/handovers", "{\"notes\":\"once\"}",
                "/api/v1/customers", customer("once"),
                "/api/v1/agents/enrolment-tokens", "{\"name\":\"once\"}",
                "/api/v1/service-accounts", "{\"name\":\"once\",\"roles\":[],\"permissions\":[]}",
                "/api/v1/users", "{\"email\":\"once@acme.example\",\"name\":\"Once\",\"roles\":[\"viewer\"]}");
        List<String> paths = operations().stream()
                .filter(one -> one.has("Idempotency-Key") && !one.path.equals("/api/v1/tenants"))
                .map(Operation::path)
                .toList();
        assertThat(bodies.keySet()).containsExactlyInAnyOrderElementsOf(paths);
        for (String path : paths) {
            Map<String, String> key = Map.of("Idempotency-Key", "the-same" + path);
            Reply first = owner.call("POST", path, bodies.get(path), key);
            assertThat(first.status()).as(path + " " + first.body()).isEqualTo(201);
            assertThat(owner.call("POST", path, bodies.get(path), key).header("Idempotent-Replayed"))
                    .isEqualTo("true");

            Reply theirs = stranger.call("POST", path, bodies.get(path), key);

            assertThat(theirs.header("Idempotent-Replayed")).isEmpty();
            assertThat(theirs.body().toString())
                    .doesNotContain(first.body().at("/data/id").asText("none"));
        }
    }

    @Test
    void noTopicTellsAStranger() throws IOException {
        try (TestConsole console = TestConsole.open(platform, STRANGER);
                TestConsole home = TestConsole.open(platform, OWNER)) {
            console.next(ServerFrame.Welcome.class);
            home.next(ServerFrame.Welcome.class);
            console.send(new ClientFrame.Subscribe(EnumSet.allOf(Topic.class)));
            home.send(new ClientFrame.Subscribe(EnumSet.of(Topic.DEPENDENCIES)));
            List<String> told = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                told.add(topic + console.nextText());
            }
            home.next(ServerFrame.Snapshot.class);
            agent.send(TestReports.of("b1", 2, platform.clock().instant())
                    .with("redis", Health.UP)
                    .withLink("standby", 9)
                    .report());
            home.next(ServerFrame.Delta.class);

            assertThat(console.isQuiet()).isTrue();
            told.forEach(text -> tells("snapshot", text, ""));
            assertThat(violations).isEmpty();
            assertThat(String.join("", told)).doesNotContain("acme");
        }
    }

    private static Stream<Operation> operationStream() {
        return document.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(one ->
                                new Operation(one.getKey().toUpperCase(Locale.ROOT), path.getKey(), one.getValue())));
    }

    private static List<Operation> operations() {
        return operationStream().collect(Collectors.toList());
    }
}
