package io.dotmac.server;

import io.dotmac.server.audit.Audit;
import io.dotmac.server.auth.Auth;
import io.dotmac.server.fleet.AgentDesk;
import io.dotmac.server.ops.Replays;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.migration.Migrations;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.event.DeadLetters;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.job.Jobs;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.FieldKeyRotation;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.Tracing;
import io.dotmac.server.tenant.Tenants;
import java.time.Clock;

/// The few parts that a one-off command needs: a migrated database and what works on it.
final class Workbench implements AutoCloseable {
    private final Database database;
    private final Tenants tenants;
    private final Redis redis;
    private final Auth auth;
    private final SecretParts secrets;

    Workbench(ServerConfig config) {
        new Migrations(config.database()).run();
        database = new Database(config.database().forCommands(), new Telemetry());
        Clock clock = Clock.systemUTC();
        tenants = new Tenants(database, new TenantSchemas(new Owner(config.database())), new Audit(clock));
        secrets = new SecretParts(config, database, clock);
        redis = new Redis(config.redis());
        AccessTokens tokens = new AccessTokens(config.auth(), clock);
        auth = new Auth(
                database,
                redis,
                secrets.cipher(),
                new Audit(clock),
                tenants,
                tokens,
                config.auth(),
                config.oidc(),
                clock);
    }

    SecretParts secrets() {
        return secrets;
    }

    FieldKeyRotation rotation() {
        return secrets.rotation(database, tenants);
    }

    Tenants tenants() {
        return tenants;
    }

    AgentDesk agents() {
        Clock clock = Clock.systemUTC();
        return new AgentDesk(database, tenants, new Audit(clock), clock);
    }

    Jobs jobs() {
        return new Jobs(database, Clock.systemUTC(), Tracing.OFF);
    }

    DeadLetters letters() {
        return new DeadLetters(database, new Outbox(Clock.systemUTC(), Tracing.OFF));
    }

    Replays replays() {
        return new Replays(jobs(), letters(), new Audit(Clock.systemUTC()));
    }

    Auth auth() {
        return auth;
    }

    @Override
    public void close() {
        redis.close();
        database.close();
    }
}
