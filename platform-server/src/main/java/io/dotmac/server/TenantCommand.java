package io.dotmac.server;

import io.dotmac.server.tenant.Tenant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Makes ISPs.
@Command(name = "tenant", description = "Makes ISPs.")
final class TenantCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Command(name = "create", description = "Makes an ISP; the one of that slug stays as it is.")
    int create(
            @Parameters(paramLabel = "SLUG", description = "Small letters, digits, underscores.") String slug,
            @Parameters(paramLabel = "NAME") String name) {
        try (Workbench workbench = new Workbench(config.read())) {
            Tenant tenant = workbench.tenants().create(slug, name);
            System.out.println("Tenant " + tenant.slug() + " has id " + tenant.id() + ".");
        }
        return 0;
    }
}
