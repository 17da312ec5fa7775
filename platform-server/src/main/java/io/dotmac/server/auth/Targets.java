package io.dotmac.server.auth;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.Identity.Home;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Finds whom a call is about, within what its caller may see: a tenant's people see their own tenant, platform staff
/// see all. Whoever is not seen does not exist.
final class Targets {
    private final Ground ground;

    Targets(Ground ground) {
        this.ground = ground;
    }

    /// The realm that a caller works in.
    ///
    /// @param named slug or id of a tenant; absent for one's own, which for platform staff is the platform
    Optional<Home> realm(Caller caller, Optional<String> named) {
        return ground.tenants().meant(caller, named);
    }

    /// Works on one account in a transaction of its realm, in which nobody else changes it.
    <T extends @Nullable Object> T locked(Caller caller, UUID id, BiFunction<Tx, Account, T> work) {
        return ground.realms().in(realmOf(caller, id), tx -> {
            ground.users().lockRealm(tx);
            return work.apply(tx, ground.users().lock(tx, id).orElseThrow(() -> Refusal.notFound("user", id)));
        });
    }

    /// Looks at one account in a transaction of its realm.
    <T extends @Nullable Object> T read(Caller caller, UUID id, BiFunction<Tx, Account, T> work) {
        return ground.realms()
                .in(
                        realmOf(caller, id),
                        tx -> work.apply(
                                tx, ground.users().byId(tx, id).orElseThrow(() -> Refusal.notFound("user", id))));
    }

    /// Looks at the caller's own account.
    <T extends @Nullable Object> T look(Caller caller, BiFunction<Tx, Account, T> work) {
        return ground.realms()
                .in(
                        caller.tenant().map(Home::id),
                        tx -> work.apply(
                                tx, ground.users().byId(tx, caller.id()).orElseThrow(Targets::gone)));
    }

    /// Works on the caller's own account, which nobody else changes meanwhile.
    <T extends @Nullable Object> T self(Caller caller, BiFunction<Tx, Account, T> work) {
        return ground.realms()
                .in(
                        caller.tenant().map(Home::id),
                        tx -> work.apply(
                                tx, ground.users().lock(tx, caller.id()).orElseThrow(Targets::gone)));
    }

    private static Refusal gone() {
        return Refusal.unauthorized("this user does not exist any more");
    }

    private Optional<TenantId> realmOf(Caller caller, UUID id) {
        if (caller.tenant().isPresent()) {
            return caller.tenant().map(Home::id);
        }
        return ground.realms()
                .keyed(id.toString(), tx -> ground.users().byId(tx, id))
                .orElseThrow(() -> Refusal.notFound("user", id))
                .tenant();
    }
}
