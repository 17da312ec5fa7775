package io.dotmac.server;

import io.dotmac.server.auth.Role;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes people's log-ins. Each command may be repeated: who is there stays as he is.
@Command(name = "auth", description = "Makes log-ins.")
final class AuthCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Command(name = "create-superuser", description = "Makes platform staff who may do everything.")
    int createSuperuser(
            @Option(names = "--email", required = true) String email,
            @Option(names = "--name", required = true) String name,
            @Mixin PasswordOption password) {
        return create(email, name, Role.SUPER_ADMIN, Optional.empty(), password);
    }

    @Command(name = "create-user", description = "Makes a user of one tenant.")
    int createUser(
            @Option(names = "--email", required = true) String email,
            @Option(names = "--name", required = true) String name,
            @Option(names = "--role", required = true, description = "operator or viewer") String role,
            @Option(names = "--tenant", required = true, paramLabel = "SLUG") String tenant,
            @Mixin PasswordOption password) {
        Role known = Role.of(role)
                .filter(one -> one != Role.SUPER_ADMIN)
                .orElseThrow(() -> new IllegalArgumentException("role is " + role + ", must be "
                        + Arrays.stream(Role.values())
                                .filter(one -> one != Role.SUPER_ADMIN)
                                .map(Role::text)
                                .collect(Collectors.joining(" or "))));
        return create(email, name, known, Optional.of(tenant), password);
    }

    private int create(String email, String name, Role role, Optional<String> tenant, PasswordOption password) {
        try (Workbench workbench = new Workbench(config.read())) {
            boolean fresh = workbench.auth().createUser(email, name, role, tenant, password.read(System.getenv()));
            System.out.println(fresh ? "Made " + role.text() + " " + email + "." : email + " is there already.");
        }
        return 0;
    }
}
