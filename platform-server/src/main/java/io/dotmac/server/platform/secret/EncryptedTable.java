package io.dotmac.server.platform.secret;

import io.dotmac.model.fleet.TenantId;
import java.util.Map;

/// A table with encrypted fields, which are encrypted anew when the key is changed. Each row tells the number of the
/// key that it was encrypted with, so the work can be stopped and taken up again at any time, by any server.
public interface EncryptedTable {
    /// For people.
    String name();

    /// How many rows of a tenant there are of each key.
    Map<Integer, Long> keys(TenantId tenant);

    /// Encrypts at most `most` rows of a tenant with the newest key in one transaction; returns how many, 0 when all
    /// have it.
    int encryptAnew(TenantId tenant, int most);
}
