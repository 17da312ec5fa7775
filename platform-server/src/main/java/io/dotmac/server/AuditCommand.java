package io.dotmac.server;

import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.AuditLog;
import io.dotmac.server.audit.Verification;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.job.Jobs;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.Tracing;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Looks after the audit log.
@Command(name = "audit", description = "Verifies and signs the audit log.")
final class AuditCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Command(
            name = "verify",
            description = "Walks chains of the audit log; exit code 1 when one is not as it was written.")
    int verify(
            @Parameters(paramLabel = "TENANT", arity = "0..*", description = "Slugs; all and the platform's if none.")
                    @Nullable List<String> slugs) {
        List<String> wanted = slugs == null ? List.of() : slugs;
        return with((log, tenants) -> {
            List<Tenant> all = tenants.everyone();
            List<String> unknown = wanted.stream()
                    .filter(slug -> all.stream().noneMatch(one -> one.slug().equals(slug)))
                    .toList();
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("there is no tenant " + String.join(", ", unknown));
            }
            boolean intact = true;
            for (Tenant tenant : all) {
                if (wanted.isEmpty() || wanted.contains(tenant.slug())) {
                    intact &= tell(tenant.slug(), log.verify(Optional.of(tenant.id())));
                }
            }
            if (wanted.isEmpty()) {
                intact &= tell("platform", log.verify(Optional.empty()));
            }
            return intact ? 0 : 1;
        });
    }

    @Command(name = "checkpoint", description = "Signs the ends of all chains now.")
    int checkpoint() {
        return with((log, tenants) -> {
            System.out.println("Checkpoints signed: " + log.checkpoint() + ".");
            return 0;
        });
    }

    private interface Work {
        int run(AuditLog log, Tenants tenants);
    }

    private int with(Work work) {
        ServerConfig settings = config.read();
        Clock clock = Clock.systemUTC();
        try (Telemetry telemetry = new Telemetry();
                Database database = new Database(settings.database().forCommands(), telemetry)) {
            return work.run(
                    new AuditLog(settings.audit(), database, new Jobs(database, clock, Tracing.OFF), clock),
                    new Tenants(database, new TenantSchemas(new Owner(settings.database())), new Audit(clock)));
        }
    }

    private static boolean tell(String name, Verification found) {
        String end = found.fault()
                .map(fault -> "row " + fault.seq() + " " + fault.reason())
                .orElse("intact");
        System.out.println(name + ": " + found.rows() + " rows, " + found.checkpoints() + " checkpoints: " + end);
        return found.intact();
    }
}
