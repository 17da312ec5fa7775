package io.dotmac.server.auth;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.auth.EffectivePermissions;
import io.dotmac.model.auth.MadeUser;
import io.dotmac.model.auth.NewServiceAccount;
import io.dotmac.model.auth.NewUser;
import io.dotmac.model.auth.ResetToken;
import io.dotmac.model.auth.UserAccount;
import io.dotmac.model.auth.UserChange;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import io.dotmac.server.platform.query.Shown;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// People and service accounts: made, changed, disabled, deleted. The last active super-admin of the platform, and the
/// last active owner of a tenant, stay.
final class Users {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

    private final Ground ground;
    private final Targets targets;
    private final Roles roles;
    private final SessionDesk sessions;
    private final PasswordResets resets;

    Users(Ground ground, Targets targets, Roles roles, SessionDesk sessions, PasswordResets resets) {
        this.ground = ground;
        this.targets = targets;
        this.roles = roles;
        this.sessions = sessions;
        this.resets = resets;
    }

    /// People, or service accounts.
    Page<UserAccount> page(Caller caller, Optional<String> tenant, boolean services, ListQuery query) {
        Optional<Home> realm = targets.realm(caller, tenant);
        List<Account> found =
                ground.realms().in(realm.map(Home::id), tx -> ground.users().page(tx, services, query));
        return query.page(found.stream().map(Account::info).toList());
    }

    UserAccount show(Caller caller, UUID id) {
        return targets.read(caller, id, (tx, account) -> account.info());
    }

    EffectivePermissions permissions(Caller caller, UUID id) {
        if (!caller.id().equals(id)) {
            caller.require(Permission.USER_READ);
        }
        return targets.read(caller, id, (tx, account) -> {
            Grants grants = ground.book().read(tx, account);
            return new EffectivePermissions(
                    account.roles(),
                    Account.texts(grants.fromRoles()),
                    Account.texts(grants.direct()),
                    Account.texts(grants.effective()));
        });
    }

    /// Makes a person; without a password he gets a token to choose one.
    MadeUser create(Caller caller, NewUser wanted) {
        Optional<Home> realm = targets.realm(caller, wanted.tenant());
        Kind kind = realm.isPresent() ? Kind.USER : Kind.ADMIN;
        String email = email(wanted.email());
        if (wanted.roles().isEmpty()) {
            throw Refusal.invalid("roles", "is empty, must name at least one role");
        }
        wanted.password().ifPresent(password -> PasswordPolicy.check("password", password, email));
        Optional<String> hash = wanted.password().map(ground.passwords()::hash);
        Account account = account(realm, kind, email, wanted.name(), hash, wanted.roles(), wanted.permissions());
        return ground.realms().in(realm.map(Home::id), tx -> {
            insert(tx, caller, account);
            Optional<ResetToken> invitation =
                    Optional.of(account).filter(one -> hash.isEmpty()).map(one -> resets.issue(tx, caller, one));
            return new MadeUser(account.info(), invitation);
        });
    }

    UserAccount create(Caller caller, NewServiceAccount wanted) {
        Optional<Home> realm = targets.realm(caller, wanted.tenant());
        if (realm.isEmpty()) {
            throw Refusal.invalid("tenant", "is missing; a service account belongs to an ISP");
        }
        Account account =
                account(realm, Kind.SERVICE, "", wanted.name(), Optional.empty(), wanted.roles(), wanted.permissions());
        return ground.realms().in(realm.map(Home::id), tx -> {
            insert(tx, caller, account);
            return account.info();
        });
    }

    /// Changes what is named; sessions end where the user may not come in any more.
    UserAccount change(Caller caller, UUID id, UserChange change) {
        return targets.locked(caller, id, (tx, before) -> {
            Bounds.mayWorkOn(caller, ground.book().read(tx, before));
            Set<Permission> direct = change.permissions()
                    .map(texts -> Bounds.permissions("permissions", texts, before.kind()))
                    .orElse(before.direct());
            Account after = before.with(
                    change.name().orElse(before.name()),
                    change.roles().orElse(before.roles()),
                    direct,
                    change.active().orElse(before.active()));
            checkGrants(tx, caller, after);
            keepGuardian(tx, before, after.isGuardian());
            ground.users().update(tx, after);
            if (before.active() && !after.active()) {
                sessions.endAll(tx, after, Optional.empty(), "disabled");
            }
            ground.audit().record(tx, caller, Entry.changed("user.changed", "user", id, before.info(), after.info()));
            tx.afterCommit(() -> ground.standing().changed(id));
            return after.info();
        });
    }

    void delete(Caller caller, UUID id) {
        targets.locked(caller, id, (tx, account) -> {
            Bounds.mayWorkOn(caller, ground.book().read(tx, account));
            keepGuardian(tx, account, false);
            sessions.endAll(tx, account, Optional.empty(), "deleted");
            ground.users().delete(tx, id);
            ground.audit().record(tx, caller, Entry.removed("user.deleted", "user", id, account.info()));
            tx.afterCommit(() -> ground.standing().changed(id));
            return id;
        });
    }

    /// Opens an account that was locked by failed log-ins.
    void unlock(Caller caller, UUID id) {
        targets.locked(caller, id, (tx, account) -> {
            ground.audit().record(tx, caller, Entry.happened("user.unlocked", "user", id));
            tx.afterCommit(() -> ground.guard().unlock(account.email()));
            return id;
        });
    }

    /// Lets the person choose a new password.
    ResetToken resetPassword(Caller caller, UUID id) {
        return targets.locked(caller, id, (tx, account) -> {
            if (account.kind() == Kind.SERVICE) {
                throw Refusal.notFound("user", id);
            }
            Bounds.mayWorkOn(caller, ground.book().read(tx, account));
            return resets.issue(tx, caller, account);
        });
    }

    static String email(String text) {
        String email = text.toLowerCase(Locale.ROOT);
        if (!EMAIL.matcher(email).matches() || email.length() > 254) {
            throw Refusal.invalid("email", "is " + Shown.of(text) + ", must be an e-mail address");
        }
        return email;
    }

    private Account account(
            Optional<Home> realm,
            Kind kind,
            String email,
            String name,
            Optional<String> hash,
            List<String> roleNames,
            Optional<List<String>> direct) {
        return new Account(
                Generators.timeBasedEpochRandomGenerator().generate(),
                kind,
                realm.map(Home::id),
                realm.map(Home::slug),
                email,
                name,
                hash,
                roleNames,
                Bounds.permissions("permissions", direct.orElse(List.of()), kind),
                true,
                false,
                ground.clock().instant());
    }

    private void insert(Tx tx, Caller caller, Account account) {
        checkGrants(tx, caller, account);
        if (!ground.users().insertIfAbsent(tx, account)) {
            throw Refusal.conflict("EMAIL_TAKEN", "e-mail address " + account.email() + " cannot be used");
        }
        ground.audit().record(tx, caller, Entry.created("user.created", "user", account.id(), account.info()));
    }

    private void checkGrants(Tx tx, Caller caller, Account account) {
        EnumSet<Permission> given = EnumSet.noneOf(Permission.class);
        given.addAll(roles.named(tx, "roles", account.roles(), account.kind()));
        given.addAll(account.direct());
        Bounds.mayGive(caller, given);
    }

    /// The realm is locked, so that two who would take the last two away do it one after the other.
    private void keepGuardian(Tx tx, Account before, boolean staysGuardian) {
        if (!before.isGuardian() || staysGuardian) {
            return;
        }
        String role = before.guardianRole().text();
        if (ground.users().holders(tx, role).stream().allMatch(before.id()::equals)) {
            String reason = "this is the last active " + role + "; give the role to somebody else first";
            throw before.guardianRole() == Role.SUPER_ADMIN
                    ? Refusal.conflict("LAST_SUPER_ADMIN", reason)
                    : Refusal.conflict("LAST_OWNER", reason);
        }
    }
}
