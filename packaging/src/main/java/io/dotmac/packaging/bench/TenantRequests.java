package io.dotmac.packaging.bench;

import io.dotmac.packaging.bench.HttpLoad.Outcome;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// P9 as the users of tenants feel it: P1's request by somebody of one tenant, then by somebody of each in no order.
///
/// Each tenant has a person and a customer of its own, and each person is logged in.
final class TenantRequests {
    private static final int SECONDS = 8;
    private static final int ROUNDS = 3;
    private static final int LOG_INS_AT_ONCE = 4;
    private static final String PEOPLE = """
            insert into public.users (id, tenant_id, email, name, password_hash, kind, roles)
            select gen_random_uuid(), t.id, 'clerk@' || t.slug || '.example', 'Clerk', c.password_hash, 'user', c.roles
            from public.tenants t, (select password_hash, roles from public.users where 'billing-clerk' = any(roles)
              limit 1) c
            where t.slug like 'bench%' on conflict do nothing
            """;
    private static final String CUSTOMERS = """
            do $$
            declare
              one record;
            begin
              for one in select id, schema_name from public.tenants where slug like 'bench%' loop
                perform set_config('dotmac.tenant', one.id::text, true);
                execute format('insert into %I.customers (id, created_at, updated_at, type, status, name, field_key,
                  language, time_zone) values (%L, now(), now(), ''individual'', ''active'', ''Ann Doe'', 1, ''en'',
                  ''UTC'') on conflict do nothing', one.schema_name, one.id);
              end loop;
            end
            $$
            """;

    private final Stand stand;
    private final Path folder;

    /// @param stand whose server is stopped, with tenants called `bench...`
    TenantRequests(Stand stand, Path folder) {
        this.stand = stand;
        this.folder = folder;
    }

    /// Measures.
    @SuppressWarnings("try") // the server has only to be there
    List<Figure> run() throws IOException, SQLException, InterruptedException {
        List<Target> targets = people();
        Map<String, String> environment = new HashMap<>(stand.serverEnvironment());
        environment.put("RATE_LIMITS__API", RequestBench.NO_LIMIT);
        try (BenchProcess server = BenchProcess.start(
                stand.serverCommand(List.of()), environment, stand.port(), folder.resolve("tenants.log"))) {
            List<byte[]> requests = logIn(targets);
            HttpLoad one = new HttpLoad(stand.port(), of(requests.subList(0, 1)));
            HttpLoad all = new HttpLoad(stand.port(), of(requests));
            one.warmUp(server);
            all.warmUp(server);
            double[] alone = new double[ROUNDS];
            double[] many = new double[ROUNDS];
            long errors = 0;
            for (int round = 0; round < ROUNDS; round++) {
                Outcome single = one.run(SECONDS);
                Outcome whole = all.run(SECONDS);
                alone[round] = single.perSecond();
                many[round] = whole.perSecond();
                errors += single.errors() + whole.errors();
            }
            double floor = RequestBench.median(alone);
            double ours = RequestBench.median(many);
            return List.of(new Figure(
                    "P9",
                    "P1's request, 1 tenant and %,d in no order, 64 connections, errors %d"
                            .formatted(requests.size(), errors),
                    "%,.0f req/s".formatted(floor),
                    "%,.0f req/s".formatted(ours),
                    "%.2f".formatted(ours / floor),
                    "≥ 0.85"));
        }
    }

    private record Target(String id, String email) {}

    private List<Target> people() throws SQLException {
        List<Target> targets = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(stand.superuserUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(PEOPLE);
            statement.execute(CUSTOMERS);
            try (ResultSet rows = statement.executeQuery(
                    "select id, 'clerk@' || slug || '.example' from public.tenants where slug like 'bench%'")) {
                while (rows.next()) {
                    targets.add(new Target(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return targets;
    }

    private List<byte[]> logIn(List<Target> targets) throws InterruptedException {
        Queue<Target> waiting = new ConcurrentLinkedQueue<>(targets);
        Queue<byte[]> requests = new ConcurrentLinkedQueue<>();
        List<Callable<Void>> workers = new ArrayList<>();
        for (int index = 0; index < LOG_INS_AT_ONCE; index++) {
            workers.add(() -> {
                for (Target target = waiting.poll(); target != null; target = waiting.poll()) {
                    requests.add(request(target, stand.token(target.email)));
                }
                return null;
            });
        }
        Parallel.run(workers);
        return List.copyOf(requests);
    }

    private static byte[] request(Target target, String token) {
        return HttpLoad.bytes(
                "GET",
                "/api/v1/customers/" + target.id,
                List.of("Authorization: Bearer " + token, "Cache-Control: no-cache"),
                "");
    }

    private static Supplier<byte[]> of(List<byte[]> requests) {
        return () -> requests.get(ThreadLocalRandom.current().nextInt(requests.size()));
    }
}
