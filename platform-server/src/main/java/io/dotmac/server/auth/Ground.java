package io.dotmac.server.auth;

import io.dotmac.server.audit.Audit;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.secret.AuthConfig;
import io.dotmac.server.platform.secret.FieldCipher;
import io.dotmac.server.tenant.Tenants;
import java.time.Clock;

/// What all use cases of this feature stand on.
///
/// @param realms opens transactions
/// @param users their rows
/// @param roles their rows
/// @param book what everybody may do
/// @param standing which sessions go on
/// @param guard counts log-ins that fail
/// @param passwords hashes
/// @param cipher for secrets of second factors
/// @param audit who did what
/// @param tenants the ISPs
/// @param config section `auth`
/// @param clock of the server
record Ground(
        Realms realms,
        UserStore users,
        RoleStore roles,
        GrantBook book,
        Standing standing,
        LogInGuard guard,
        Passwords passwords,
        FieldCipher cipher,
        Audit audit,
        Tenants tenants,
        AuthConfig config,
        Clock clock) {
    static Ground of(
            Database database,
            Redis redis,
            FieldCipher cipher,
            Audit audit,
            Tenants tenants,
            AuthConfig config,
            Clock clock) {
        Realms realms = new Realms(database);
        UserStore users = new UserStore();
        RoleStore roles = new RoleStore();
        return new Ground(
                realms,
                users,
                roles,
                new GrantBook(realms, users, roles, config.mfa()),
                new Standing(redis),
                new LogInGuard(redis, clock),
                new Passwords(),
                cipher,
                audit,
                tenants,
                config,
                clock);
    }
}
