package io.dotmac.server.platform.http;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.TenantGate;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.db.TenantRefused.Reason;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.time.Duration;
import java.util.Optional;

/// Refuses whoever belongs to a tenant that is not to be served, also for what is answered from memory.
public final class TenantDoor implements Doorkeeper {
    private static final Duration AGENTS_WAIT = Duration.ofMinutes(5);

    private final Doorkeeper doorkeeper;
    private final TenantGate gate;

    /// @param doorkeeper who knows the callers
    /// @param gate who knows the tenants
    public TenantDoor(Doorkeeper doorkeeper, TenantGate gate) {
        this.doorkeeper = doorkeeper;
        this.gate = gate;
    }

    @Override
    public Optional<Caller> recognize(Credential credential) {
        Optional<Caller> caller = doorkeeper.recognize(credential);
        caller.ifPresent(one -> one.tenant().ifPresent(home -> check(one, home.id())));
        return caller;
    }

    /// An agent keeps its reports and comes back later: nothing is lost when its tenant is resumed soon.
    private void check(Caller caller, TenantId tenant) {
        try {
            gate.check(tenant);
        } catch (TenantRefused refused) {
            if (caller.kind() == Kind.AGENT && refused.reason() == Reason.SUSPENDED) {
                throw Refusal.unavailable("TENANT_SUSPENDED", String.valueOf(refused.getMessage()), AGENTS_WAIT);
            }
            throw refused;
        }
    }
}
