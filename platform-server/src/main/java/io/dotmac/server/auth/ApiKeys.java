package io.dotmac.server.auth;

import com.fasterxml.uuid.Generators;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dotmac.model.auth.ApiKey;
import io.dotmac.model.auth.MadeApiKey;
import io.dotmac.model.auth.NewApiKey;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.auth.ApiKeyStore.StoredKey;
import io.dotmac.server.auth.Standing.Seen;
import io.dotmac.server.auth.Standing.Subject;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Doorkeeper.Credential;
import io.dotmac.server.platform.http.Network;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import io.dotmac.server.platform.query.Shown;
import io.dotmac.server.platform.secret.Hashes;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Keys that let programs in, for service accounts and for people's own scripts. A key can do at most what it was given
/// and what its owner can do now.
///
/// Safe for use by several threads.
final class ApiKeys {
    /// What every key begins with.
    static final String PREFIX = "dmk_";

    private static final int SHOWN = PREFIX.length() + 8;
    private static final int RANDOM_LETTERS = 40;
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Duration USE_NOTED = Duration.ofMinutes(1);
    private static final int NETWORKS_MAX = 20;

    private final Ground ground;
    private final Targets targets;
    private final ApiKeyStore store = new ApiKeyStore();
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private record Known(
            StoredKey key, Account owner, List<Network> networks, String version, long nanos, Instant noted) {}

    ApiKeys(Ground ground, Targets targets) {
        this.ground = ground;
        this.targets = targets;
    }

    /// Who stands behind a key.
    Optional<Caller> recognize(Credential credential) {
        String hash = Hashes.sha256Hex(credential.text());
        return Optional.ofNullable(known.getIfPresent(hash))
                .or(() -> load(hash, ""))
                .flatMap(it -> caller(hash, it, credential.address()));
    }

    private Optional<Caller> caller(String hash, Known cached, String address) {
        Subject subject = new Subject(Optional.empty(), cached.owner.id(), cached.owner.tenant());
        Seen seen = ground.standing().of(subject);
        Optional<Known> current = isCurrent(cached, seen) ? Optional.of(cached) : load(hash, seen.version());
        return current.flatMap(it -> caller(hash, it, seen, address));
    }

    /// Makes a key for oneself or a service account; it is told this once.
    MadeApiKey create(Caller caller, NewApiKey wanted) {
        UUID owner = wanted.serviceAccount().orElse(caller.id());
        List<String> networks = wanted.networks().orElse(List.of());
        check(wanted, networks);
        String key = fresh();
        return targets.locked(caller, owner, (tx, account) -> {
            if (wanted.serviceAccount().isPresent() && account.kind() != Kind.SERVICE) {
                throw Refusal.notFound("service account", owner);
            }
            Set<Permission> permissions = Bounds.permissions("permissions", wanted.permissions(), account.kind());
            Bounds.mayGive(caller, permissions);
            lackedBy(account, ground.book().read(tx, account), permissions);
            ApiKey info = new ApiKey(
                    Generators.timeBasedEpochRandomGenerator().generate(),
                    wanted.name(),
                    key.substring(0, SHOWN),
                    owner,
                    Account.texts(permissions),
                    networks,
                    ground.clock().instant(),
                    wanted.expiresAt(),
                    Optional.empty(),
                    Optional.empty());
            store.insert(tx, new StoredKey(account.tenant(), permissions, info), Hashes.sha256Hex(key), caller.id());
            ground.audit().record(tx, caller, Entry.created("api-key.created", "api-key", info.id(), info));
            return new MadeApiKey(key, info);
        });
    }

    /// One's own keys, or with the permission all of the realm.
    Page<ApiKey> page(Caller caller, Optional<String> tenant, ListQuery query) {
        Optional<UUID> owner = caller.may(Permission.APIKEY_READ) ? Optional.empty() : Optional.of(caller.id());
        Optional<Home> realm = targets.realm(caller, tenant);
        List<StoredKey> found = ground.realms().in(realm.map(Home::id), tx -> store.page(tx, owner, query));
        return query.page(found.stream().map(StoredKey::info).toList());
    }

    /// Takes a key back: one's own, or with the permission another's.
    void revoke(Caller caller, Optional<String> tenant, UUID id) {
        Optional<Home> realm = targets.realm(caller, tenant);
        ground.realms().in(realm.map(Home::id), tx -> revoke(tx, caller, id));
    }

    private UUID revoke(Tx tx, Caller caller, UUID id) {
        ApiKey key = store.byId(tx, id)
                .map(StoredKey::info)
                .filter(one -> one.owner().equals(caller.id()) || caller.may(Permission.APIKEY_READ))
                .orElseThrow(() -> Refusal.notFound("api-key", id));
        if (!key.owner().equals(caller.id())) {
            caller.require(Permission.APIKEY_WRITE);
        }
        if (!store.revoke(tx, id, ground.clock().instant())) {
            throw Refusal.notFound("api-key", id);
        }
        ground.audit().record(tx, caller, Entry.removed("api-key.revoked", "api-key", id, key));
        tx.afterCommit(() -> ground.standing().changed(key.owner()));
        return id;
    }

    private Optional<Caller> caller(String hash, Known it, Seen seen, String address) {
        Instant now = ground.clock().instant();
        if (!it.key.isGood(now)
                || (!it.networks.isEmpty() && it.networks.stream().noneMatch(one -> one.contains(address)))) {
            return Optional.empty();
        }
        Optional<Grants> grants = ground.book()
                .of(it.owner.id(), it.owner.tenant(), seen, ground.standing().changedAt());
        if (grants.isPresent() && it.noted.plus(USE_NOTED).isBefore(now)) {
            known.put(hash, new Known(it.key, it.owner, it.networks, it.version, it.nanos, now));
            ground.realms().in(it.key.tenant(), tx -> {
                store.used(tx, it.key.info().id(), now);
                return now;
            });
        }
        return grants.map(all -> new Caller(it.owner.identity(Optional.empty()), both(it.key, all)));
    }

    private static Set<Permission> both(StoredKey key, Grants grants) {
        EnumSet<Permission> both = EnumSet.noneOf(Permission.class);
        grants.effective().stream().filter(key.permissions()::contains).forEach(both::add);
        return both;
    }

    /// Like what people may do, a key is read again when a version changed, or while none can be known.
    private boolean isCurrent(Known it, Seen seen) {
        if (seen.version().isEmpty()) {
            return System.nanoTime() - it.nanos < 1_000_000_000L
                    && it.nanos - ground.standing().changedAt() > 0;
        }
        return it.version.equals(seen.version());
    }

    private Optional<Known> load(String hash, String version) {
        long nanos = System.nanoTime();
        Optional<StoredKey> key = ground.realms().keyed(hash, tx -> store.byHash(tx, hash));
        Optional<Known> found = key.filter(one -> one.info().revokedAt().isEmpty())
                .flatMap(one -> ground.realms()
                        .in(
                                one.tenant(),
                                tx -> ground.users().byId(tx, one.info().owner()))
                        .map(owner -> new Known(
                                one,
                                owner,
                                one.info().networks().stream()
                                        .map(Network::of)
                                        .flatMap(Optional::stream)
                                        .toList(),
                                version,
                                nanos,
                                one.info().lastUsedAt().orElse(Instant.EPOCH))));
        found.ifPresentOrElse(one -> known.put(hash, one), () -> known.invalidate(hash));
        return found;
    }

    private void check(NewApiKey wanted, List<String> networks) {
        wanted.expiresAt()
                .filter(end -> !ground.clock().instant().isBefore(end))
                .ifPresent(end -> {
                    throw Refusal.invalid("expires_at", "is " + end + ", must be in the future");
                });
        if (networks.size() > NETWORKS_MAX) {
            throw Refusal.invalid("networks", "has " + networks.size() + " entries, at most " + NETWORKS_MAX);
        }
        networks.stream().filter(text -> Network.of(text).isEmpty()).findAny().ifPresent(text -> {
            throw Refusal.invalid("networks", "has " + Shown.of(text) + ", must be such as 10.0.0.0/8");
        });
    }

    private static void lackedBy(Account owner, Grants grants, Set<Permission> permissions) {
        List<String> lacking = permissions.stream()
                .filter(one -> !grants.given().contains(one))
                .map(Permission::text)
                .sorted()
                .toList();
        if (!lacking.isEmpty()) {
            throw Refusal.invalid(
                    "permissions", "has " + String.join(", ", lacking) + ", which " + owner.name() + " lacks");
        }
    }

    private String fresh() {
        StringBuilder key = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_LETTERS; i++) {
            key.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return key.toString();
    }
}
