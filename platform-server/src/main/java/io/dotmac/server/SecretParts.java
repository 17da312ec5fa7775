package io.dotmac.server;

import io.dotmac.server.customer.CustomerKeys;
import io.dotmac.server.notification.Notifications;
import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.lifecycle.HealthMonitor.Check;
import io.dotmac.server.platform.secret.FieldCipher;
import io.dotmac.server.platform.secret.FieldKeyRotation;
import io.dotmac.server.platform.secret.KeyRing;
import io.dotmac.server.platform.secret.LocalMasterKey;
import io.dotmac.server.platform.secret.TransitKeyWrap;
import io.dotmac.server.platform.secret.VaultClient;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Where keys and secrets come from while the server runs.
final class SecretParts {
    private static final Logger LOG = System.getLogger(SecretParts.class.getName());

    private static final Duration ENCRYPT_ANEW = Duration.ofMinutes(10);

    private final ServerConfig config;
    private final Optional<VaultClient> vault;
    private final KeyRing keyRing;
    private final FieldCipher cipher;
    private final AtomicBoolean failing = new AtomicBoolean();

    SecretParts(ServerConfig config, Database database, Clock clock) {
        this.config = config;
        this.vault = config.vault().enabled() ? Optional.of(new VaultClient(config.vault(), clock)) : Optional.empty();
        LocalMasterKey local = new LocalMasterKey(config.encryption());
        this.keyRing = vault.map(client -> new KeyRing(
                        database, new TransitKeyWrap(client, config.vault().paths()), local))
                .orElseGet(() -> new KeyRing(database, local));
        this.cipher = new FieldCipher(keyRing);
    }

    KeyRing keyRing() {
        return keyRing;
    }

    FieldCipher cipher() {
        return cipher;
    }

    /// The change of keys over all tenants and all tables that have encrypted fields.
    FieldKeyRotation rotation(Database database, Tenants tenants) {
        return new FieldKeyRotation(
                keyRing,
                () -> tenants.all().stream().map(Tenant::id).toList(),
                List.of(new CustomerKeys(database, cipher), Notifications.table(database, cipher)));
    }

    /// Takes up, now and then, what a change of keys has left.
    Chore encryptAnew(Database database, Tenants tenants) {
        FieldKeyRotation rotation = rotation(database, tenants);
        return new Chore("secret.encrypt-anew", ENCRYPT_ANEW, () -> rotation.encryptAnew(() -> false));
    }

    /// Whether the keeper of secrets answers; the server is of no use without it in production only.
    List<Check> checks() {
        boolean required = !config.deployment().isForgiving();
        return vault.map(client -> List.of(new Check("vault", required, client::ping)))
                .orElse(List.of());
    }

    /// Reads anew from now on what may be changed where it is kept.
    void start(ScheduledExecutorService timer, Executor executor) {
        long pause = config.vault().refresh().toMillis();
        var _ = timer.scheduleWithFixedDelay(
                () -> executor.execute(this::refresh), pause, pause, TimeUnit.MILLISECONDS);
    }

    private void refresh() {
        try {
            vault.ifPresent(VaultClient::keepAlive);
            renew("database.password", config.database().password());
            renew("database.owner-password", config.database().ownerPassword());
            keyRing.load();
            if (failing.getAndSet(false)) {
                LOG.log(Level.INFO, "secrets are read again");
            }
        } catch (RuntimeException e) {
            if (!failing.getAndSet(true)) {
                LOG.log(Level.WARNING, "secrets cannot be read anew, those known are used cause={0}", e.getMessage());
            }
        }
    }

    private static void renew(String key, Secret secret) {
        if (secret.isRenewed(secret.value())) {
            LOG.log(Level.INFO, "secret was changed where it is kept key={0}", key);
        }
    }
}
