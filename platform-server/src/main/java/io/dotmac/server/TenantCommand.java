package io.dotmac.server;

import io.dotmac.model.tenant.TenantState;
import io.dotmac.server.platform.db.migration.Isolation;
import io.dotmac.server.platform.db.migration.IsolationRule;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// ISPs: made, shown, suspended, resumed, exported and closed.
@Command(name = "tenant", description = "Makes ISPs and sees to their lives.")
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

    @Command(name = "list", description = "All ISPs, one a line: slug, state, since, name.")
    int list() {
        try (Workbench workbench = new Workbench(config.read())) {
            for (Tenant tenant : workbench.tenants().everyone()) {
                System.out.printf(
                        "%-42s %-10s %s  %s%n",
                        tenant.slug(), text(tenant.state()), tenant.stateSince(), tenant.name());
            }
        }
        return 0;
    }

    @Command(name = "show", description = "One ISP.")
    int show(@Parameters(paramLabel = "SLUG") String slug) {
        try (Workbench workbench = new Workbench(config.read())) {
            show(known(workbench.tenants(), slug));
        }
        return 0;
    }

    @Command(name = "suspend", description = "Refuses its people, services and agents until it is resumed.")
    int suspend(
            @Parameters(paramLabel = "SLUG") String slug,
            @Option(names = "--reason", defaultValue = "", description = "Shown to its people.") String reason) {
        return move(slug, TenantState.SUSPENDED, reason);
    }

    @Command(name = "resume", description = "Serves it again.")
    int resume(
            @Parameters(paramLabel = "SLUG") String slug,
            @Option(names = "--reason", defaultValue = "") String reason) {
        return move(slug, TenantState.ACTIVE, reason);
    }

    @Command(name = "close", description = "Ends it for good; its data stay in the database.")
    int close(
            @Parameters(paramLabel = "SLUG") String slug,
            @Option(names = "--reason", defaultValue = "", description = "Shown to its people.") String reason,
            @Option(names = "--export", paramLabel = "FILE", description = "First takes all its data out.")
                    Optional<Path> file)
            throws IOException {
        if (file.isPresent()) {
            export(slug, file.get());
        }
        return move(slug, TenantState.CLOSED, reason);
    }

    @Command(name = "export", description = "Takes all its data out: a ZIP of a file of JSON lines for each table.")
    int export(@Parameters(paramLabel = "SLUG") String slug, @Parameters(paramLabel = "FILE") Path file)
            throws IOException {
        try (Workbench workbench = new Workbench(config.read())) {
            Tenant tenant = known(workbench.tenants(), slug);
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                workbench.tenants().exports().of(tenant).writeTo(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            System.out.println("Wrote " + file + ", " + Files.size(file) + " bytes.");
        }
        return 0;
    }

    @Command(
            name = "check",
            description = "Whether the database keeps tenants apart as it must; exit code 1 when something does not.")
    int check() {
        Map<IsolationRule, List<String>> findings = new Isolation(config.read().database()).findings();
        findings.forEach((rule, broken) -> {
            System.out.println(rule.text() + ":");
            broken.forEach(one -> System.out.println("  " + one));
        });
        if (findings.isEmpty()) {
            System.out.println("Tenants are kept apart: " + IsolationRule.values().length + " rules hold.");
        }
        return findings.isEmpty() ? 0 : 1;
    }

    private int move(String slug, TenantState to, String reason) {
        try (Workbench workbench = new Workbench(config.read())) {
            show(workbench.tenants().move(slug, to, reason));
        }
        return 0;
    }

    private static Tenant known(Tenants tenants, String slug) {
        return tenants.bySlug(slug)
                .orElseThrow(() -> new IllegalArgumentException("tenant " + slug + " does not exist"));
    }

    private static void show(Tenant tenant) {
        System.out.printf("id:     %s%nslug:   %s%nname:   %s%n", tenant.id(), tenant.slug(), tenant.name());
        System.out.printf("state:  %s since %s%n", text(tenant.state()), tenant.stateSince());
        if (!tenant.stateReason().isEmpty()) {
            System.out.println("reason: " + tenant.stateReason());
        }
        System.out.println("made:   " + tenant.createdAt());
    }

    private static String text(TenantState state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }
}
