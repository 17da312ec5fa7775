package io.dotmac.server.auth;

import io.dotmac.model.auth.EffectivePermissions;
import io.dotmac.model.auth.MadeUser;
import io.dotmac.model.auth.NewServiceAccount;
import io.dotmac.model.auth.NewUser;
import io.dotmac.model.auth.ResetToken;
import io.dotmac.model.auth.RoleDraft;
import io.dotmac.model.auth.RoleInfo;
import io.dotmac.model.auth.UserAccount;
import io.dotmac.model.auth.UserChange;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.Shown;
import io.dotmac.server.platform.query.ValueType;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// Paths of people, service accounts and roles.
final class UserRoutes {
    /// For platform staff, who work in any tenant.
    static final Parameter TENANT = Parameter.tenant("the ISP, for platform staff; else one's own");

    private static final ListSpec PEOPLE = ListSpec.keyed("id", ValueType.UUID)
            .sortable("name", ValueType.TEXT)
            .sortable("created_at", ValueType.TIME)
            .filterable("email", ValueType.TEXT)
            .filterable("active", ValueType.FLAG);
    private static final ListSpec BY_NAME =
            ListSpec.keyed("name", ValueType.text(40)).unfiltered();
    private static final Access READ = Access.needs(Permission.USER_READ);
    private static final Access WRITE = Access.needs(Permission.USER_WRITE);
    private static final Parameter ROLE = Parameter.path("name", ValueType.text(40), "name of the role");

    private final Users users;
    private final Roles roles;

    UserRoutes(Users users, Roles roles) {
        this.users = users;
        this.roles = roles;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/users", READ, call -> page(call, false))
                        .as("listUsers", "People, in the order in which they were made")
                        .with(TENANT)
                        .lists("user", UserAccount.class, PEOPLE),
                Route.post("/api/v1/users", WRITE, this::create)
                        .as("createUser", "Makes a person, or invites him to choose a password")
                        .takes(NewUser.class)
                        .gives(201, "made-user", MadeUser.class)
                        .refuses(409)
                        .idempotent(),
                Route.get("/api/v1/users/{id}", READ, this::show)
                        .as("getUser", "A person or service account")
                        .gives("user", UserAccount.class),
                Route.patch("/api/v1/users/{id}", WRITE, this::change)
                        .as("changeUser", "Changes name, roles or permissions, disables or enables")
                        .takes(UserChange.class)
                        .gives("user", UserAccount.class)
                        .refuses(409),
                Route.delete("/api/v1/users/{id}", WRITE, this::delete)
                        .as("deleteUser", "Deletes a person or service account, with sessions and keys")
                        .givesNothing()
                        .refuses(409),
                Route.get("/api/v1/users/{id}/permissions", Access.loggedIn(), this::permissions)
                        .as("getUserPermissions", "What somebody may do: the union of his roles and his own")
                        .gives("permissions", EffectivePermissions.class)
                        .refuses(403),
                Route.post("/api/v1/users/{id}/unlock", WRITE, this::unlock)
                        .as("unlockUser", "Opens an account that failed log-ins have locked")
                        .givesNothing(),
                Route.post("/api/v1/users/{id}/password-reset", WRITE, this::resetPassword)
                        .as("issuePasswordReset", "Makes a one-use token with which the person chooses a password")
                        .gives(201, "reset-token", ResetToken.class),
                Route.get("/api/v1/service-accounts", READ, call -> page(call, true))
                        .as("listServiceAccounts", "Tenants' own programs")
                        .with(TENANT)
                        .lists("service-account", UserAccount.class, PEOPLE),
                Route.post("/api/v1/service-accounts", WRITE, this::createService)
                        .as("createServiceAccount", "Makes a service account, to be let in by API keys")
                        .takes(NewServiceAccount.class)
                        .gives(201, "service-account", UserAccount.class)
                        .idempotent(),
                Route.get("/api/v1/roles", Access.needs(Permission.ROLE_READ), this::roles)
                        .as("listRoles", "Built-in roles and those of the tenant")
                        .with(TENANT)
                        .lists("role", RoleInfo.class, BY_NAME),
                Route.put("/api/v1/roles/{name}", Access.needs(Permission.ROLE_WRITE), this::putRole)
                        .as("putRole", "Makes a role of the tenant, or changes it")
                        .with(ROLE, TENANT)
                        .takes(RoleDraft.class)
                        .gives("role", RoleInfo.class)
                        .refuses(409),
                Route.delete("/api/v1/roles/{name}", Access.needs(Permission.ROLE_WRITE), this::deleteRole)
                        .as("deleteRole", "Deletes a role that nobody has")
                        .with(ROLE, TENANT)
                        .givesNothing()
                        .refuses(409));
    }

    private Answer page(Call call, boolean services) {
        return Documents.page(
                call, users.page(call.caller(), call.query("tenant"), services, call.list()), UserAccount::id);
    }

    private Answer create(Call call) {
        MadeUser made = users.create(call.caller(), call.body(NewUser.class));
        return Documents.one(call, 201, "made-user", made.user().id().toString(), made);
    }

    private Answer createService(Call call) {
        UserAccount made = users.create(call.caller(), call.body(NewServiceAccount.class));
        return Documents.one(call, 201, "service-account", made.id().toString(), made);
    }

    private Answer show(Call call) {
        return user(call, users.show(call.caller(), id(call, "id")));
    }

    private Answer change(Call call) {
        return user(call, users.change(call.caller(), id(call, "id"), call.body(UserChange.class)));
    }

    private Answer delete(Call call) {
        users.delete(call.caller(), id(call, "id"));
        return Answer.empty();
    }

    private Answer permissions(Call call) {
        UUID id = id(call, "id");
        return Documents.one(call, "permissions", id.toString(), users.permissions(call.caller(), id));
    }

    private Answer unlock(Call call) {
        users.unlock(call.caller(), id(call, "id"));
        return Answer.empty();
    }

    private Answer resetPassword(Call call) {
        UUID id = id(call, "id");
        return Documents.one(call, 201, "reset-token", id.toString(), users.resetPassword(call.caller(), id));
    }

    private Answer roles(Call call) {
        ListQuery query = call.list();
        Comparator<String> order =
                query.order().getFirst().descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<RoleInfo> rows = roles.all(call.caller(), call.query("tenant")).stream()
                .filter(role -> query.after().stream().allMatch(last -> order.compare(role.name(), last) > 0))
                .sorted(Comparator.comparing(RoleInfo::name, order))
                .limit(query.lookFor())
                .toList();
        return Documents.page(call, query.page(rows), RoleInfo::name);
    }

    private Answer putRole(Call call) {
        RoleInfo role =
                roles.put(call.caller(), call.query("tenant"), call.parameter("name"), call.body(RoleDraft.class));
        return Documents.one(call, "role", role.name(), role);
    }

    private Answer deleteRole(Call call) {
        roles.delete(call.caller(), call.query("tenant"), call.parameter("name"));
        return Answer.empty();
    }

    private static Answer user(Call call, UserAccount user) {
        return Documents.one(call, "user", user.id().toString(), user);
    }

    /// A UUID of the path; what is none names nothing.
    static UUID id(Call call, String name) {
        return uuid(name, call.parameter(name));
    }

    private static UUID uuid(String name, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(name, "is " + Shown.of(text) + ", must be a UUID");
        }
    }
}
