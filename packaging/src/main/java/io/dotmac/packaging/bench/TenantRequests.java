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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/// P9 as the users of tenants feel it: P1's request by as many people of one tenant as there are tenants, then by
/// somebody of each, in no order; and by one person alone, for whom everything is at hand.
///
/// Each person is logged in and asks for a customer of the tenant. Neighbouring turns are compared.
final class TenantRequests {
    private static final int TURNS = 10;
    private static final int TURN_SECONDS = 2;
    private static final int LOG_INS_AT_ONCE = 4;
    private static final String PEOPLE = """
            insert into public.users (id, tenant_id, email, name, password_hash, kind, roles)
            select gen_random_uuid(), t.id, 'clerk@' || t.slug || '.example', 'Clerk', c.password_hash, 'user', c.roles
            from public.tenants t, (select password_hash, roles from public.users where 'billing-clerk' = any(roles)
              limit 1) c
            where t.slug like 'bench%' on conflict do nothing
            """;
    private static final String COLLEAGUES = """
            insert into public.users (id, tenant_id, email, name, password_hash, kind, roles)
            select gen_random_uuid(), t.id, 'clerk' || n || '@bench.example', 'Clerk', c.password_hash, 'user', c.roles
            from public.tenants t, generate_series(2, (select count(*) from public.tenants where slug like 'bench%')) n,
              (select password_hash, roles from public.users where 'billing-clerk' = any(roles) limit 1) c
            where t.slug = 'bench' on conflict do nothing
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
        People people = people();
        Map<String, String> environment = new HashMap<>(stand.serverEnvironment());
        environment.put("RATE_LIMITS__API", RequestBench.NO_LIMIT);
        try (BenchProcess server = BenchProcess.start(
                stand.serverCommand(List.of()), environment, stand.port(), folder.resolve("tenants.log"))) {
            List<byte[]> colleagues = logIn(people.colleagues);
            List<byte[]> all = logIn(people.all);
            List<HttpLoad> loads = List.of(load(colleagues.subList(0, 1)), load(colleagues), load(all));
            List<Spent> spent = loads.stream().map(load -> new Spent()).toList();
            for (HttpLoad load : loads) {
                load.warmUp(server);
            }
            List<ProcessHandle> backends = backends();
            for (int turn = 0; turn < TURNS; turn++) {
                for (int index = 0; index < loads.size(); index++) {
                    spent.get(index).run(loads.get(index), turn, server, backends);
                }
            }
            return List.of(
                    figure(
                            "P1's request by 1 person and by %,d of one tenant".formatted(colleagues.size()),
                            spent.get(0),
                            spent.get(1),
                            ""),
                    figure(
                            "P1's request by %,d people of 1 tenant and of %,d"
                                    .formatted(colleagues.size(), all.size()),
                            spent.get(1),
                            spent.get(2),
                            "≥ 0.85"));
        }
    }

    /// What the turns of one load gave and took.
    private static final class Spent {
        private final double[] perSecond = new double[TURNS];
        private long requests;
        private long errors;
        private Duration server = Duration.ZERO;
        private Duration postgres = Duration.ZERO;

        void run(HttpLoad load, int turn, BenchProcess process, List<ProcessHandle> backends)
                throws InterruptedException {
            Duration serverBefore = process.cpu();
            Duration postgresBefore = cpu(backends);
            Outcome outcome = load.run(TURN_SECONDS);
            perSecond[turn] = outcome.perSecond();
            requests += outcome.requests();
            errors += outcome.errors();
            server = server.plus(process.cpu()).minus(serverBefore);
            postgres = postgres.plus(cpu(backends)).minus(postgresBefore);
        }

        double serverMicros() {
            return server.toNanos() / 1e3 / Math.max(1, requests);
        }

        double postgresMicros() {
            return postgres.toNanos() / 1e3 / Math.max(1, requests);
        }

        private static Duration cpu(List<ProcessHandle> processes) {
            return processes.stream()
                    .flatMap(one -> one.info().totalCpuDuration().stream())
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }

    /// The server's connections, as PostgreSQL's processes.
    private List<ProcessHandle> backends() throws SQLException {
        List<ProcessHandle> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(stand.superuserUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select pid from pg_stat_activity where application_name = 'dotmac-server'")) {
            while (row.next()) {
                ProcessHandle.of(row.getLong(1)).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Figure figure(String what, Spent floor, Spent ours, String budget) {
        Turns turns = Turns.of(floor.perSecond, ours.perSecond);
        return new Figure(
                "P9",
                "%s, 64 connections, cpu a request: server %.0f and %.0f µs, PostgreSQL %.0f and %.0f µs, errors %d"
                        .formatted(
                                what,
                                floor.serverMicros(),
                                ours.serverMicros(),
                                floor.postgresMicros(),
                                ours.postgresMicros(),
                                floor.errors + ours.errors),
                "%,.0f req/s".formatted(turns.floor()),
                "%,.0f req/s".formatted(turns.ours()),
                "%.2f".formatted(turns.ratio()),
                budget);
    }

    /// Who asks.
    ///
    /// @param colleagues all of one tenant
    /// @param all one of each tenant
    private record People(List<Target> colleagues, List<Target> all) {}

    private record Target(String id, String email) {}

    private People people() throws SQLException {
        List<Target> colleagues = new ArrayList<>();
        List<Target> all = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(stand.superuserUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(PEOPLE);
            statement.execute(COLLEAGUES);
            statement.execute(CUSTOMERS);
            try (ResultSet rows = statement.executeQuery("""
                    select tenant_id, email, email like '%@bench.example' from public.users
                    where email like 'clerk%@bench%.example'
                    """)) {
                while (rows.next()) {
                    Target target = new Target(rows.getString(1), rows.getString(2));
                    if (rows.getBoolean(3)) {
                        colleagues.add(target);
                    }
                    if (target.email.startsWith("clerk@")) {
                        all.add(target);
                    }
                }
            }
        }
        return new People(colleagues, all);
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

    private HttpLoad load(List<byte[]> requests) {
        return new HttpLoad(
                stand.port(), () -> requests.get(ThreadLocalRandom.current().nextInt(requests.size())));
    }
}
