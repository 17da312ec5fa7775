package io.dotmac.server;

import io.dotmac.server.auth.Role;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes people's log-ins and helps those who are locked out. Making may be repeated: who is there stays as he is.
@Command(name = "auth", description = "Makes log-ins, resets passwords, unlocks accounts.")
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
            @Option(names = "--role", required = true, description = "owner, admin, operator, ...") String role,
            @Option(names = "--tenant", required = true, paramLabel = "SLUG") String tenant,
            @Mixin PasswordOption password) {
        Role known = Role.of(role)
                .filter(one -> one.kind() == Kind.USER)
                .orElseThrow(() -> new IllegalArgumentException("role is " + role + ", must be "
                        + Arrays.stream(Role.values())
                                .filter(one -> one.kind() == Kind.USER)
                                .map(Role::text)
                                .collect(Collectors.joining(" or "))));
        return create(email, name, known, Optional.of(tenant), password);
    }

    @Command(name = "reset-password", description = "Gives somebody a new password; all his log-ins end.")
    int resetPassword(@Option(names = "--email", required = true) String email, @Mixin PasswordOption password) {
        try (Workbench workbench = new Workbench(config.read())) {
            workbench.auth().resetPassword(email, password.read(System.getenv()));
            System.out.println("Reset the password of " + email + ".");
        }
        return 0;
    }

    @Command(name = "unlock", description = "Opens an account that failed log-ins have locked.")
    int unlock(@Option(names = "--email", required = true) String email) {
        try (Workbench workbench = new Workbench(config.read())) {
            workbench.auth().unlock(email);
            System.out.println("Unlocked " + email + ".");
        }
        return 0;
    }

    private int create(String email, String name, Role role, Optional<String> tenant, PasswordOption password) {
        try (Workbench workbench = new Workbench(config.read())) {
            boolean fresh = workbench.auth().createUser(email, name, role, tenant, password.read(System.getenv()));
            System.out.println(fresh ? "Made " + role.text() + " " + email + "." : email + " is there already.");
        }
        return 0;
    }
}
