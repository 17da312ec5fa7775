package io.dotmac.packaging.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Somebody who can log in to the demo.
///
/// @param role `super-admin`, `operator`, `billing-clerk` or `viewer`
/// @param tenant slug; absent for platform staff
/// @param email log-in name
/// @param name for the screen
record Account(String role, Optional<String> tenant, String email, String name) {
    static final String TENANT = "northnet";
    static final Account OPERATOR = new Account("operator", Optional.of(TENANT), "noc@northnet.example", "NOC desk");
    static final Account CLERK =
            new Account("billing-clerk", Optional.of(TENANT), "billing@northnet.example", "Billing clerk");
    static final List<Account> ALL = List.of(
            new Account("super-admin", Optional.empty(), "admin@dotmac.example", "Platform admin"),
            OPERATOR,
            CLERK,
            new Account("viewer", Optional.of(TENANT), "wallboard@northnet.example", "Wallboard"));

    /// Its password.
    String password(DemoFolder folder) throws IOException {
        return folder.secret(email);
    }

    /// Arguments of the server's command that makes it.
    List<String> command(DemoFolder folder) throws IOException {
        folder.secret(email);
        List<String> arguments = new ArrayList<>(List.of(
                "auth",
                tenant.isEmpty() ? "create-superuser" : "create-user",
                "--email",
                email,
                "--name",
                name,
                "--password-file",
                folder.secretFile(email).toString()));
        tenant.ifPresent(slug -> arguments.addAll(List.of("--tenant", slug, "--role", role)));
        return arguments;
    }
}
